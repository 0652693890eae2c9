import { Readable } from 'node:stream'
import type { routes } from '@earmark/contract'
import type { ObjectSummary } from '@earmark/db'
import type { FastifyReply } from 'fastify'
import type { ApiDependencies } from '../../dependencies.js'
import { HttpProblem } from '../../http/http-problem.js'
import { requestSignal } from '../../http/request-signal.js'
import type { RouteRequest } from '../../http/serve-route.js'
import { audioTypeOf } from './audio-type.js'
import { type ByteRange, readRange } from './read-range.js'

/** Sends an object's bytes as they are stored, or a range of them. Its ETag names them, so they may be kept. */
export async function sendStored(
  { storage }: ApiDependencies,
  object: ObjectSummary,
  { headers, method }: RouteRequest<typeof routes.getObjectAudio>,
  reply: FastifyReply,
) {
  const { bucket, key, etag, versionId, size } = object
  const tag = `"${etag}"`
  reply
    .header('etag', tag)
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, max-age=3600')
    // Were it a page after all, it could do nothing.
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
  if (matches(headers['if-none-match'], tag)) return reply.code(304).send(undefined)
  const isSame = headers['if-range'] === undefined || headers['if-range'] === tag
  const range = readRange(isSame ? headers.range : undefined, size)
  if (range === 'unsatisfiable') throw unsatisfiable(headers.range, size)
  const { first, last }: ByteRange = range ?? { first: 0, last: size - 1 }
  if (range) reply.code(206).header('content-range', `bytes ${first}-${last}/${size}`)
  reply.header('content-length', String(last - first + 1)).header('content-type', audioTypeOf(key))
  // Fastify would read a body to its end to answer without it.
  if (method === 'HEAD') return reply.send(Readable.from([]))
  const { body } = await storage.openObject({
    bucket,
    key,
    ifMatch: etag,
    signal: requestSignal(reply),
    ...(versionId !== null && { versionId }),
    ...(range && { range: `bytes=${range.first}-${range.last}` }),
  })
  return reply.send(body)
}

function matches(header: string | undefined, tag: string): boolean {
  return header?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag) ?? false
}

function unsatisfiable(range: string | undefined, size: number): HttpProblem {
  const message = `The object has ${size.toLocaleString('en')} bytes; received the range ${JSON.stringify(range)}.`
  return new HttpProblem(416, 'RANGE_NOT_SATISFIABLE', message, {
    headers: { 'content-range': `bytes */${size}` },
  })
}
