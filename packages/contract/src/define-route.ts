import type { z } from 'zod'
import type { Answer } from './answer.js'
import type { Scope } from './keys/key-scopes.js'
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
  /** Texts that may come in place of `body`, by media type. */
  texts?: Readonly<Record<string, z.ZodString>>
  /** By status. */
  answers: Partial<Record<number, Answer>>
  /** Statuses of what may be wrong with a request. 401, 403, 429, 500 and 503 belong to all routes that need a key. */
  problems: readonly ProblemStatus[]
  /** Default: true. */
  needsKey?: boolean
  /** What the key must be allowed; null: any key may. Default: `read` of GET, otherwise `submit`. */
  scope?: Scope | null
  /** Whether it takes an Idempotency-Key. Default: false. */
  creates?: boolean
  /** Whether the audit log says who asked. Default: of all but GET. */
  audited?: boolean
}

type Defaults = { needsKey: boolean; creates: boolean; audited: boolean; scope: Scope | null }

/** One operation of the API: what its server checks, its document says and its clients are made of. */
export type Route = RouteDefinition & Defaults

export function defineRoute<const Definition extends RouteDefinition>(
  definition: Definition,
): Definition & Defaults {
  const audited = definition.method !== 'get'
  const scope = definition.method === 'get' ? 'read' : 'submit'
  return { needsKey: true, creates: false, audited, scope, ...definition }
}
