import type { HttpCode } from '@earmark/contract'
import { describeNearest, type ErrorCode } from '@earmark/core'

/** One wrong field of a request: where it stands, what was received, and what it must be. */
export interface FieldError {
  /** `labelSets[0].labels[3]`, a query parameter's name, or `body`. */
  field: string
  /** What was received, shortened; absent where nothing was. */
  value?: unknown
  /** A sentence that names the field and the value. */
  message: string
  /** Of an SQL statement: the character it is about, from 1. */
  position?: number
}

/** All that an answer can have for a code: docs/errors.md describes each. */
type ProblemCode = ErrorCode | HttpCode

/** An answer other than success, as problem details (RFC 9457) will carry it. */
export class HttpProblem extends Error {
  readonly status: number
  readonly code: ProblemCode
  readonly errors: readonly FieldError[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: ProblemCode,
    message: string,
    options: {
      errors?: readonly FieldError[]
      headers?: Readonly<Record<string, string>>
      cause?: unknown
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'HttpProblem'
    this.status = status
    this.code = code
    this.errors = options.errors ?? []
    this.headers = options.headers ?? {}
  }
}

/** A request whose fields are wrong: 400, with a sentence for each. */
export function invalidRequest(errors: readonly FieldError[]): HttpProblem {
  const shown = errors.slice(0, 5).map((error) => error.message)
  if (errors.length > shown.length) shown.push(`There are ${errors.length - shown.length} more.`)
  return new HttpProblem(400, 'INVALID_REQUEST', shown.join(' '), { errors })
}

/**
 * Something that a request names and that does not exist: 404.
 *
 * @param where where it was looked for, such as ` in label set "sounds"`
 * @param names those that there are, where people name it: the nearest of them are told
 */
export function notFound(
  field: string,
  value: unknown,
  what: string,
  { where = '', names = [] }: { where?: string; names?: Iterable<string> } = {},
): HttpProblem {
  const nearest = describeNearest(String(value), names)
  const missing = `There is no ${what} ${JSON.stringify(value)}${where} (${field}).`
  const message = nearest === '' ? missing : `${missing} ${nearest}`
  return new HttpProblem(404, 'NOT_FOUND', message, { errors: [{ field, value, message }] })
}
