import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { MAX_AUDIO_URL_S, MAX_CLIP_S } from '../limits.js'
import { audioForms } from './sound-query.js'

const seconds = z.number().min(0).max(999_999_999)

const audioUrl = z
  .object({
    url: z.url().meta({ description: 'For `<audio src>`, a player, or whoever is to hear it.' }),
    expiresAt: z.date(),
  })
  .meta({ id: 'AudioUrl' })

export const createAudioUrl = defineRoute({
  operationId: 'createAudioUrl',
  method: 'post',
  path: '/v1/objects/{id}/audio-url',
  tag: 'objects',
  scope: 'read',
  summary: 'Make an address of the sound that needs no key',
  description:
    'It gives this sound and nothing else, until it expires or the API key that made it is revoked. It is made anew with every request: nothing is kept of it.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  body: z
    .strictObject({
      as: z.enum(audioForms).optional(),
      startS: seconds.optional().meta({ description: 'Where a clip starts.' }),
      endS: seconds
        .optional()
        .meta({ description: `Where it ends, at most ${MAX_CLIP_S} s later.` }),
      expiresInS: z
        .int()
        .min(1)
        .max(MAX_AUDIO_URL_S)
        .default(3600)
        .meta({ description: 'Seconds from now.' }),
    })
    .meta({ id: 'NewAudioUrl' }),
  answers: { 201: answer('The address.', audioUrl) },
  problems: [400, 404],
})
