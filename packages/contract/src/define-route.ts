import type { z } from 'zod'
import type { Answer } from './answer.js'
import type { ProblemStatus } from './problem.js'

export type Method = 'get' | 'post' | 'patch' | 'delete'

type RouteDefinition = {
  /** What clients call it. */
  operationId: string
  method: Method
  /** As OpenAPI writes it: `/v1/batches/{id}`. */
  path: `/${string}`
  tag: string
  summary: string
  description?: string
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** A multipart body that may come in place of `body`. */
  form?: z.ZodType
  /** By status. */
  answers: Partial<Record<number, Answer>>
  /** Statuses of what may be wrong with a request. 401, 500 and 503 belong to all routes that need a key, 403 to those that change something. */
  problems: readonly ProblemStatus[]
  /** Default: true. */
  needsKey?: boolean
  /** Whether it takes an Idempotency-Key. Default: false. */
  creates?: boolean
}

/** One operation of the API: what its server checks, its document says and its clients are made of. */
export type Route = RouteDefinition & { needsKey: boolean; creates: boolean }

export function defineRoute<const Definition extends RouteDefinition>(
  definition: Definition,
): Definition & { needsKey: boolean; creates: boolean } {
  return { needsKey: true, creates: false, ...definition }
}
