import type { FastifyReply, FastifyRequest } from 'fastify'
import { HttpProblem } from '../../http/http-problem.js'
import { type ByteRange, readRange } from './read-range.js'

/** Sound whose bytes are always the same. */
type Sized = { etag: string; size: number; type: string }

/** What keeps a browser from running what it is sent, were it a page after all. */
export const harmless = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
}

/**
 * Answers the head of a request for bytes, or for a range of them. Its ETag names them, so they may be kept.
 *
 * @returns the bytes that are to be sent, and whether they are a part; null where the caller has them already
 * @throws HttpProblem 416
 */
export function answerRange(
  { headers }: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
  { etag, size, type }: Sized,
): (ByteRange & { isPart: boolean }) | null {
  const tag = `"${etag}"`
  reply
    .header('etag', tag)
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, max-age=3600')
    .headers(harmless)
  if (matches(headers['if-none-match'], tag)) {
    reply.code(304)
    return null
  }
  const isSame = headers['if-range'] === undefined || headers['if-range'] === tag
  const range = readRange(isSame ? headers.range : undefined, size)
  if (range === 'unsatisfiable') throw unsatisfiable(headers.range, size)
  const { first, last } = range ?? { first: 0, last: size - 1 }
  if (range) reply.code(206).header('content-range', `bytes ${first}-${last}/${size}`)
  reply.header('content-length', String(last - first + 1)).header('content-type', type)
  return { first, last, isPart: range !== null }
}

function matches(header: string | undefined, tag: string): boolean {
  return header?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag) ?? false
}

function unsatisfiable(range: string | undefined, size: number): HttpProblem {
  const message = `The sound has ${size.toLocaleString('en')} bytes; received the range ${JSON.stringify(range)}.`
  return new HttpProblem(416, 'RANGE_NOT_SATISFIABLE', message, {
    headers: { 'content-range': `bytes */${size}` },
  })
}
