import { EarmarkError, type EarmarkErrorOptions } from '@earmark/core'

export interface HubAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
}

/** Of a header that may stand there several times, the first. */
export function header(answer: HubAnswer, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value[0] : value
}

/**
 * What a refusal means, and what to do about it. Signed addresses are left out of messages.
 *
 * @param isOwn whether the hub itself refuses, and not the storage that it redirects to
 */
export function refusedByHub(
  answer: HubAnswer,
  url: URL,
  { hasToken, isOwn }: { hasToken: boolean; isOwn: boolean },
): EarmarkError {
  const { status } = answer
  const where = `${url.origin}${url.pathname}`
  const code = header(answer, 'x-error-code')
  if (status === 403 && !isOwn && code === undefined) {
    // The signature in the address ran out; the next try gets a fresh one.
    return new EarmarkError('HUB_UNAVAILABLE', `${url.host} refuses the hub's signature (403).`)
  }
  if (code === 'RevisionNotFound') {
    return permanent('NOT_FOUND', `There is no such revision: ${where} (404). Check --revision.`)
  }
  if (code === 'GatedRepo') {
    return permanent(
      'ACCESS_DENIED',
      `${where} is only for those who accepted its terms (${status}): accept them on the model's page, and set HF_TOKEN to a token of that account.`,
    )
  }
  if (status === 401 || status === 403) {
    const advice = hasToken
      ? 'Check the name, and whether the token in HF_TOKEN may read it.'
      : 'Check the name; if the model is private, set HF_TOKEN.'
    return permanent(
      'ACCESS_DENIED',
      `${where} does not exist or is private (${status}). ${advice}`,
    )
  }
  if (status === 404 || status === 410) {
    return permanent('NOT_FOUND', `There is nothing at ${where} (${status}). Check the name.`)
  }
  if (status === 407) {
    return permanent('ACCESS_DENIED', `The proxy wants a user name and a password (407).`)
  }
  if (status === 408 || status === 429 || status >= 500) {
    const retryAfterMs = readRetryAfter(header(answer, 'retry-after'))
    const what = status === 429 ? 'asks for fewer requests' : 'has a passing trouble'
    const options = retryAfterMs === undefined ? {} : { retryAfterMs }
    return new EarmarkError('HUB_UNAVAILABLE', `${url.origin} ${what} (${status}).`, options)
  }
  return permanent('HUB_UNAVAILABLE', `${where} answered with status ${status}.`)
}

const TLS_ERROR = /^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/
/** What undici says of a proxy that opens no tunnel; it has no code of its own. */
const PROXY_REFUSAL = /^Proxy response \(407\)/

/** A request that got no whole answer. */
export function unreachable(
  error: unknown,
  url: URL,
  signal: AbortSignal | undefined,
): EarmarkError {
  if (error instanceof EarmarkError) return error
  if (signal?.aborted) {
    return new EarmarkError('CANCELLED', 'The download was stopped.', { cause: signal.reason })
  }
  const { code = '', message } = rootCause(error)
  if (TLS_ERROR.test(code)) {
    return permanent(
      'HUB_UNAVAILABLE',
      `The certificate of ${url.host} is not trusted (${code}): behind a proxy that opens connections, set NODE_EXTRA_CA_CERTS to its certificate.`,
      { cause: error },
    )
  }
  if (PROXY_REFUSAL.test(message)) {
    return permanent('ACCESS_DENIED', `The proxy wants a user name and a password (407).`)
  }
  const reason = code === '' || message.includes(code) ? message : `${message} (${code})`
  const advice =
    'Where there is no way to it, HF_ENDPOINT names another hub, and --from takes a mirror, a model folder or a packed .tar.'
  return new EarmarkError(
    'HUB_UNAVAILABLE',
    `No whole answer from ${url.host}: ${reason}. ${advice}`,
    { cause: error },
  )
}

function rootCause(error: unknown): { code?: string; message: string } {
  let current = error as { code?: string; message?: string; cause?: unknown; errors?: unknown[] }
  while (current?.cause instanceof Error) current = current.cause as typeof current
  // "Happy eyeballs" gathers one failure for each address.
  if (!current?.message && current?.errors?.[0]) return rootCause(current.errors[0])
  const { code, message = String(error) } = current ?? {}
  return { message, ...(code === undefined ? {} : { code }) }
}

function readRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const seconds = Number(value)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

function permanent(
  code: EarmarkError['code'],
  message: string,
  options: EarmarkErrorOptions = {},
): EarmarkError {
  return new EarmarkError(code, message, { ...options, permanent: true })
}
