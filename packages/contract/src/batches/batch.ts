import { z } from 'zod'
import { count, id } from '../fields/number.js'
import { labelSetReference } from '../label-sets/label-set-reference.js'

export const batchStates = [
  'scanning',
  'running',
  'paused',
  'cancelling',
  'cancelled',
  'completed',
  'completed_with_failures',
  'failed',
] as const

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
