import { Readable } from 'node:stream'
import { routes } from '@earmark/contract'
import { findObject, type ObjectSummary } from '@earmark/db'
import type { FastifyReply } from 'fastify'
import type { ApiDependencies } from '../../dependencies.js'
import type { ApiServer } from '../../http/api-server.js'
import { notFound } from '../../http/http-problem.js'
import { type RouteRequest, serveRoute } from '../../http/serve-route.js'
import type { Sounds } from '../sound/create-sounds.js'
import { harmless } from './answer-range.js'
import { createEncodedSounds } from './encoded-sounds.js'
import { readWish, type SoundWish } from './read-wish.js'
import { sendStored } from './send-stored.js'
import { sendWav } from './send-wav.js'
import { soundShape } from './sound-shape.js'

const types = { opus: 'audio/ogg', flac: 'audio/flac', wav: 'audio/wav' } as const

export function getObjectAudio(app: ApiServer, deps: ApiDependencies, sounds: Sounds): void {
  const encoded = createEncodedSounds(sounds, deps.ffmpegPath)

  serveRoute(app, routes.getObjectAudio, async (request, reply) => {
    const { id } = request.params
    const object = await findObject(deps.db, id)
    if (!object) throw notFound('id', id, 'object')
    const wish = readWish(object, request.query)
    if (wish.as === 'original') return sendStored(deps, object, request, reply)
    if (wish.as === 'wav') {
      const sound = { object, ...soundShape(object, wish.clip) }
      return sendWav(encoded, sound, request, reply)
    }
    return sendEncoded(object, { ...wish, as: wish.as }, request, reply)
  })

  async function sendEncoded(
    object: ObjectSummary,
    { as, clip }: SoundWish & { as: 'opus' | 'flac' },
    { method }: RouteRequest<typeof routes.getObjectAudio>,
    reply: FastifyReply,
  ) {
    reply
      .headers({ ...harmless, 'content-type': types[as], 'accept-ranges': 'none' })
      .header('cache-control', 'private, max-age=3600')
    if (method === 'HEAD') return reply.send(Readable.from([]))
    const stretch = clip ? { startS: clip.startS, durationS: clip.endS - clip.startS } : undefined
    const sound = await encoded.encode(object, reply, { form: as, stretch })
    return reply.send(sound ?? Readable.from([]))
  }
}
