import { z } from 'zod'
import { storableText } from '../fields/text.js'
import { MAX_WORDS } from '../limits.js'
import { score } from '../results/score.js'

export const soundFormats = ['container', 's16le', 'f32le'] as const
export const MIN_HOP_S = 0.25
export const MAX_HOP_S = 10

/** What a listener may change by a message of text while it listens; what is left out stays as it is. */
export const listeningChange = z
  .strictObject({
    type: z.literal('set'),
    labels: z.array(z.string()).min(1).max(MAX_WORDS).optional(),
    template: storableText.optional().meta({ description: 'Of `labels`.' }),
    labelSet: storableText.optional().meta({ description: 'In place of `labels`.' }),
    labelSetVersion: z.int().min(1).optional(),
    hopS: z.number().min(MIN_HOP_S).max(MAX_HOP_S).optional(),
    top: z.int().min(1).optional(),
    format: z.enum(soundFormats).optional(),
    sampleRate: z.int().min(8000).max(192_000).optional(),
    channels: z.int().min(1).max(8).optional(),
  })
  .meta({
    id: 'ListeningChange',
    examples: [{ type: 'set', labels: ['dog', 'siren'], hopS: 0.5 }],
  })

/** Text from the listener: a change, or the end of its sound. */
export const listenerMessage = z.discriminatedUnion('type', [
  listeningChange,
  z.strictObject({ type: z.literal('end') }),
])

/** Text to the listener. */
export const listeningEvent = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('listening'),
      model: z.object({ name: z.string(), revision: z.string() }),
      labels: z.array(z.string()),
      windowS: z.number(),
      hopS: z.number(),
      format: z.enum(soundFormats),
      sampleRate: z.int(),
      channels: z.int(),
    }),
    z.object({
      type: z.literal('sound'),
      codec: z.string(),
      sampleRate: z.int(),
      channels: z.int(),
    }),
    z.object({
      type: z.literal('window'),
      startS: z.number().meta({ description: 'Seconds of sound since the first.' }),
      endS: z.number(),
      scores: z.array(score).meta({ description: 'The best first.' }),
      levelDb: z.number().nullable().meta({
        description: 'Of full scale; null for digital silence, in which a model guesses.',
      }),
      latencyMs: z.number().meta({
        description: "From the arrival of the window's last sample to these scores.",
      }),
    }),
    z.object({
      type: z.literal('dropped'),
      windows: z.int().meta({
        description: 'That nobody heard, since the model or the listener was too slow.',
      }),
      soundS: z.number().meta({ description: 'Of sound that came far faster than it plays.' }),
    }),
    z.object({
      type: z.literal('problem'),
      code: z.string(),
      detail: z.string(),
      errors: z
        .array(z.object({ field: z.string(), value: z.unknown().optional(), message: z.string() }))
        .optional(),
    }),
  ])
  .meta({ id: 'ListeningEvent' })
