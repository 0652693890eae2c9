import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { EarmarkError, reasonOf } from '@earmark/core'
import type { NamedInput } from './parse-input.js'

const CONNECT_TIMEOUT_MS = 10_000
/** What answers that another try in a while will not change. */
const REFUSED = new Set([400, 401, 403, 404, 405, 410, 451])
const NO_SOUND = /^(text\/|image\/|application\/(json|xml|xhtml))/
const PLAYLIST = /mpegurl|x-scpls|pls\+xml|dash\+xml|xspf/

/**
 * Asks for a stream over HTTP, which Node does and ffmpeg does not: certificates are checked, no password stands in another
 * program's arguments, and a server's redirects lead to nothing but HTTP.
 *
 * @throws EarmarkError STREAM_REFUSED where another try would not help; STREAM_UNAVAILABLE
 */
export async function openHttpStream(
  { name, url, authorization }: Extract<NamedInput, { kind: 'http' }>,
  signal: AbortSignal,
): Promise<Readable> {
  const slow = new AbortController()
  const timer = setTimeout(() => slow.abort(new Error('no answer')), CONNECT_TIMEOUT_MS)
  const response = await fetch(url, {
    headers: { accept: '*/*', ...(authorization !== null && { authorization }) },
    signal: AbortSignal.any([signal, slow.signal]),
  })
    .catch((error: unknown) => {
      throw unreachable(name, error, slow.signal.aborted)
    })
    .finally(() => clearTimeout(timer))
  const refusal = describeRefusal(name, response)
  if (refusal) {
    await response.body?.cancel()
    throw refusal
  }
  return Readable.fromWeb(response.body as ReadableStream)
}

function unreachable(name: string, error: unknown, isSlow: boolean): EarmarkError {
  const { cause } = error as Error
  const reason = isSlow
    ? `no answer within ${CONNECT_TIMEOUT_MS / 1000} s`
    : reasonOf(cause ?? error)
  return new EarmarkError('STREAM_UNAVAILABLE', `${name} cannot be reached: ${reason}.`, {
    cause: error,
  })
}

function describeRefusal(
  name: string,
  { ok, status, statusText, headers, body }: Response,
): EarmarkError | null {
  const type = headers.get('content-type') ?? ''
  if (!ok) {
    const message = `${name} answers ${`${status} ${statusText}`.trim()}.`
    const advice = status === 401 ? ' Give the user and the password in the address.' : ''
    return REFUSED.has(status)
      ? refused(`${message}${advice}`)
      : new EarmarkError('STREAM_UNAVAILABLE', message)
  }
  if (PLAYLIST.test(type)) {
    return refused(
      `${name} is a playlist (${type}): such are never followed. Give the address that stands in it.`,
    )
  }
  if (NO_SOUND.test(type)) return refused(`${name} answers with ${type}, which is no sound.`)
  return body ? null : refused(`${name} answers without a body.`)
}

function refused(message: string): EarmarkError {
  return new EarmarkError('STREAM_REFUSED', message, { permanent: true })
}
