import type { Problem } from './problem.js'

/** What went wrong with a call: the API's problem details, or the reason why it could not be reached. */
export class ApiError extends Error {
  /** The code of the problem details; API_UNREACHABLE and API_UNEXPECTED are the client's own. */
  readonly code: string
  /** HTTP status; undefined where there was no answer. */
  readonly status?: number
  readonly problems: NonNullable<Problem['errors']>

  constructor(
    code: string,
    message: string,
    options: { status?: number; problems?: Problem['errors']; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ApiError'
    this.code = code
    if (options.status !== undefined) this.status = options.status
    this.problems = options.problems ?? []
  }

  /** Whether the same call may work in a moment: no answer, or an answer that blames the server. */
  get isTransient(): boolean {
    return this.code === 'API_UNREACHABLE' || (this.status ?? 0) >= 500 || this.status === 429
  }
}
