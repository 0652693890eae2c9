import pg from 'pg'

/** Postgres' word that a statement was ended because it took too long. */
const QUERY_CANCELED = '57014'
/** Classes that speak of the server or the connection, not of the statement. */
const OF_THE_SERVER = /^(08|53|57|58|XX)/

/** A statement that Postgres refuses, or that does not come to its end in time. */
export class StatementFailed extends Error {
  /** Whether it took too long. */
  readonly isTimeout: boolean
  /** The character of the statement that it is about, from 1; undefined where it is about none. */
  readonly position: number | undefined

  constructor(
    message: string,
    options: { isTimeout?: boolean; position?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'StatementFailed'
    this.isTimeout = options.isTimeout ?? false
    this.position = options.position
  }
}

export function tookTooLong(timeoutMs: number, cause?: unknown): StatementFailed {
  const message = `The statement took longer than ${timeoutMs / 1000} s, and was ended.`
  return new StatementFailed(message, { isTimeout: true, cause })
}

/** What Postgres said of a statement; any other error comes back as it is. */
export function toStatementFailed(error: unknown, sql: string, timeoutMs: number): unknown {
  if (!(error instanceof pg.DatabaseError)) return error
  const { code = '', message, detail, hint } = error
  if (code === QUERY_CANCELED) return tookTooLong(timeoutMs, error)
  if (OF_THE_SERVER.test(code)) return error
  const sentences = [message, detail, hint].filter((part) => part !== undefined && part !== '')
  // Postgres counts in what it was asked, or in what a function asked it in turn.
  const position =
    error.position ?? (error.internalQuery === sql ? error.internalPosition : undefined)
  return new StatementFailed(sentences.map(asSentence).join(' '), {
    cause: error,
    ...(position !== undefined && { position: Number(position) }),
  })
}

function asSentence(text: string | undefined): string {
  const [first = '', ...rest] = text ?? ''
  const sentence = first.toUpperCase() + rest.join('')
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`
}
