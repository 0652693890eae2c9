import type { Shape } from '@earmark/contract'
import { findMisfit } from './find-misfit.js'

/** Problem details (RFC 9457) as far as they are read, whoever sent them: a proxy may say less than the API. */
export type Problem = {
  title?: string
  detail?: string
  code?: string
  errors?: { field?: string; value?: unknown; message: string; position?: number }[]
}

const text: Shape = { optional: 'string' }
const shape: Shape = {
  object: {
    title: text,
    detail: text,
    code: text,
    errors: {
      optional: {
        array: { object: { field: text, message: 'string', position: { optional: 'number' } } },
      },
    },
  },
}

/** @returns undefined where the body is no problem details */
export function readProblem(body: unknown): Problem | undefined {
  return findMisfit(shape, body) === null ? (body as Problem) : undefined
}
