import { pipeline, Readable } from 'node:stream'
import type { routes } from '@earmark/contract'
import type { ObjectSummary } from '@earmark/db'
import type { FastifyReply } from 'fastify'
import type { RouteRequest } from '../../http/serve-route.js'
import type { ObjectStretch } from '../sound/read-stretch.js'
import { answerRange } from './answer-range.js'
import type { EncodedSounds } from './encoded-sounds.js'
import { exactLength } from './exact-length.js'
import { frameBytes, type PcmShape, WAV_HEADER_BYTES, wavHeader } from './wav-header.js'

/**
 * Sends sound as a WAV of 16 bits. How long it is, is known beforehand, and so is which second a byte belongs to: it has
 * ranges although nothing of it is stored.
 */
export async function sendWav(
  sounds: EncodedSounds,
  { object, shape, stretch }: { object: ObjectSummary; shape: PcmShape; stretch: ObjectStretch },
  request: RouteRequest<typeof routes.getObjectAudio>,
  reply: FastifyReply,
) {
  const { startS, endS } = stretch
  const dataBytes = Math.round((endS - startS) * shape.sampleRate) * frameBytes(shape)
  const size = WAV_HEADER_BYTES + dataBytes
  const etag = `${object.etag}.wav.${startS}.${endS}`
  const range = answerRange(request, reply, { etag, size, type: 'audio/wav' })
  if (!range) return reply.send(undefined)
  if (request.method === 'HEAD') return reply.send(Readable.from([]))

  const header = wavHeader(shape, dataBytes).subarray(range.first, range.last + 1)
  const from = Math.max(0, range.first - WAV_HEADER_BYTES)
  const length = Math.max(0, range.last + 1 - WAV_HEADER_BYTES - from)
  if (length === 0) return reply.send(Readable.from([header]))
  // From a whole second on, whose first sample is the same wherever one begins to read.
  const bytesPerS = shape.sampleRate * frameBytes(shape)
  const leadS = Math.floor(from / bytesPerS)
  const skip = from - leadS * bytesPerS
  const durationS = Math.ceil((skip + length) / bytesPerS) + 1
  const pcm = await sounds.encode(object, reply, {
    form: 'pcm',
    stretch: { startS: startS + leadS, durationS },
  })
  const exact = exactLength({ skip, length })
  if (header.length > 0) exact.push(header)
  // Whoever goes away has ended it; a reply that fails says so itself.
  return reply.send(pipeline(pcm ?? Readable.from([]), exact, () => {}))
}
