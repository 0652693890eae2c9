import { Readable } from 'node:stream'
import type { routes } from '@earmark/contract'
import type { ObjectSummary } from '@earmark/db'
import type { FastifyReply } from 'fastify'
import type { ApiDependencies } from '../../dependencies.js'
import { requestSignal } from '../../http/request-signal.js'
import type { RouteRequest } from '../../http/serve-route.js'
import { answerRange } from './answer-range.js'
import { audioTypeOf } from './audio-type.js'

/** Sends an object's bytes as they are stored, or a range of them. */
export async function sendStored(
  { storage }: ApiDependencies,
  object: ObjectSummary,
  request: RouteRequest<typeof routes.getObjectAudio>,
  reply: FastifyReply,
) {
  const { bucket, key, etag, versionId, size } = object
  const range = answerRange(request, reply, { etag, size, type: audioTypeOf(key) })
  if (!range) return reply.send(undefined)
  // Fastify would read a body to its end to answer without it.
  if (request.method === 'HEAD') return reply.send(Readable.from([]))
  const { body } = await storage.openObject({
    bucket,
    key,
    ifMatch: etag,
    signal: requestSignal(reply),
    ...(versionId !== null && { versionId }),
    ...(range.isPart && { range: `bytes=${range.first}-${range.last}` }),
  })
  return reply.send(body)
}
