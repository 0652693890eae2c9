import { MAX_LABELS } from '@earmark/core'
import { batchStates, itemStates } from '@earmark/db'
import { z } from 'zod'
import { labelSetChoices, labelSetReference } from './label-set.js'
import { id } from './number.js'
import { s3Prefix } from './s3-url.js'
import { source } from './source.js'
import { priority } from './steering.js'
import { text } from './text.js'

/** Ten frames of the model's features. Each window costs a whole run of the model, however short it is. */
const MIN_WINDOW_S = 0.1
const SHORTEST = `At least ${MIN_WINDOW_S} s, ten frames of what the model hears: each window costs a whole run of it.`

export const windowing = {
  windowS: z
    .number()
    .min(MIN_WINDOW_S)
    .optional()
    .meta({
      description: `A window's length in seconds, at most the model's. Default: the model's. ${SHORTEST}`,
    }),
  hopS: z
    .number()
    .min(MIN_WINDOW_S)
    .optional()
    .meta({
      description: `From one window's start to the next one's, in seconds. Default: \`windowS\`. ${SHORTEST}`,
    }),
}

/** What Standard Webhooks ask for. */
const MIN_SECRET_BYTES = 24
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

/** What is no base64 would be decoded to fewer bytes, or to none. */
function isStrongSecret(secret: string): boolean {
  if (!secret.startsWith('whsec_')) return Buffer.byteLength(secret) >= MIN_SECRET_BYTES
  const encoded = secret.slice('whsec_'.length)
  return BASE64.test(encoded) && Buffer.from(encoded, 'base64').length >= MIN_SECRET_BYTES
}

const webhook = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
      .max(2000)
      .refine((url) => !/^https?:\/\/[^/?#]*@/.test(url), {
        error: 'must not carry a user or password; the signature proves who sends',
      }),
    secret: z
      .string()
      .max(200)
      .refine(isStrongSecret, {
        error: `must be whsec_ and base64 of at least ${MIN_SECRET_BYTES} bytes, or any other text of at least that many`,
      })
      .meta({
        description: `The key of the signature, of at least ${MIN_SECRET_BYTES} bytes: \`whsec_\` and base64, or any other text as it stands. Never shown again.`,
        examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      }),
  })
  .meta({
    description:
      'Told when the batch has ended, with a signed POST (Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`), again and again for a day until it answers with 2xx.',
  })

/** What a batch is made with, whoever asks for it: a request, or a watch again and again. */
export const batchSettings = {
  labelSets: labelSetChoices,
  ...windowing,
  priority: priority.default(5),
  keep: z
    .union([z.literal('all'), z.int().min(1).max(MAX_LABELS)], {
      error: `must be "all" or a whole number from 1 to ${MAX_LABELS}`,
    })
    .optional()
    .meta({
      description:
        'Rows kept of each object and label set. Default: all for sets of up to 20 labels, otherwise the best 10. Embeddings are always kept, so the rest can be scored later.',
    }),
  webhook: webhook.optional(),
  reportTo: s3Prefix.optional().meta({
    description:
      'Where the report is written when the batch has ended: a .csv or .ndjson file, or a prefix.',
  }),
}

export const newBatch = z
  .strictObject({
    name: text(200).optional(),
    source,
    ...batchSettings,
    dryRun: z.boolean().default(false).meta({
      description: 'Only count and estimate: nothing is stored or queued. Answered with 200.',
    }),
  })
  .meta({
    id: 'NewBatch',
    examples: [
      {
        name: 'field recordings',
        source: { prefix: 's3://archive/2026/' },
        labelSets: [{ labels: ['dog', 'vacuum cleaner', 'rain'], template: 'Sound of {}' }],
      },
    ],
  })

const count = z.int().nonnegative()

export const batch = z
  .object({
    id,
    name: z.string().nullable(),
    state: z.enum(batchStates),
    source: z.record(z.string(), z.unknown()).meta({
      description: 'As requested; lists that came with the request are `{keys}`, their number.',
    }),
    model: z.object({ name: z.string(), revision: z.string() }),
    hasWorker: z.boolean().meta({
      description: 'Whether a worker that runs the model is there; otherwise the batch waits.',
    }),
    labelSets: z.array(labelSetReference),
    windowS: z.number(),
    hopS: z.number(),
    priority: z.int(),
    counts: z
      .object({
        found: count,
        pending: count,
        running: count,
        done: count,
        skipped: count,
        failed: count,
        leftOut: count.meta({
          description: 'Under the prefix and no audio, by name or by type: not among `found`.',
        }),
        heardPart: z.number().meta({
          description:
            'How much of the running objects is heard, in objects: of one long recording, its share.',
        }),
        windows: count,
        audioS: z.number(),
      })
      .meta({ description: 'Items by state, and what was heard in all.' }),
    scanFinished: z.boolean().meta({ description: 'Whether `found` is final.' }),
    code: z.string().nullable().meta({
      description:
        'Why the batch as a whole failed or paused, or why it does not get on; null where nothing is in its way.',
    }),
    reason: z.string().nullable(),
    webhookUrl: z
      .string()
      .nullable()
      .meta({ description: 'Who is told when the batch has ended.' }),
    reportTo: z
      .string()
      .nullable()
      .meta({ description: 'Where the report is written when it has ended.' }),
    watchId: id.nullable().meta({ description: 'The watch that made the batch.' }),
    createdAt: z.date(),
    finishedAt: z.date().nullable(),
  })
  .meta({
    id: 'Batch',
    examples: [
      {
        id: 7,
        name: 'field recordings',
        state: 'running',
        source: { prefix: 's3://archive/2026/' },
        model: { name: 'clap-mini', revision: '1' },
        hasWorker: true,
        labelSets: [{ id: 3, name: 'household', version: 1, template: 'Sound of {}' }],
        windowS: 10,
        hopS: 10,
        priority: 5,
        counts: {
          found: 31,
          pending: 12,
          running: 16,
          done: 3,
          skipped: 0,
          failed: 0,
          leftOut: 2,
          heardPart: 1.25,
          windows: 4,
          audioS: 17.5,
        },
        scanFinished: true,
        code: null,
        reason: null,
        webhookUrl: null,
        reportTo: null,
        watchId: null,
        createdAt: '2026-03-01T12:00:00.000Z',
        finishedAt: null,
      },
    ],
  })

export const item = z
  .object({
    seq: id.meta({ description: "The item's place in its batch." }),
    bucket: z.string(),
    key: z.string(),
    etag: z.string().nullable(),
    size: count.nullable().meta({ description: 'Bytes.' }),
    state: z.enum(itemStates),
    attempts: count,
    code: z.string().nullable().meta({ description: 'Why it failed, for programs.' }),
    message: z.string().nullable().meta({ description: 'Why it failed, for people.' }),
    objectId: id.nullable(),
    windows: count.nullable(),
    startedAt: z.date().nullable(),
    finishedAt: z.date().nullable(),
  })
  .meta({ id: 'Item' })
