import { z } from 'zod'
import { id } from '../fields/number.js'
import { labelSetReference } from '../label-sets/label-set-reference.js'
import { modelReference } from '../models/model.js'

export const retaggingStates = ['queued', 'running', 'paused', 'done', 'failed'] as const

export const retagging = z
  .object({
    id,
    task: z.enum(['score', 'detect']).meta({
      description: 'score: keeps scores. detect: finds windows over calibrated thresholds.',
    }),
    state: z.enum(retaggingStates),
    labelSet: labelSetReference,
    model: modelReference,
    hasWorker: z.boolean().meta({
      description: 'Whether a worker that runs the model is there; otherwise the re-tagging waits.',
    }),
    scope: z
      .object({ prefix: z.string().nullable(), batch: id.nullable() })
      .meta({ description: 'Both null: all that the model has heard.' }),
    counts: z
      .object({ hearings: z.int(), done: z.int() })
      .meta({ description: 'What is to be scored, and what has been.' }),
    code: z.string().nullable().meta({ description: 'Why it failed, for programs.' }),
    reason: z.string().nullable(),
    createdAt: z.date(),
    finishedAt: z.date().nullable(),
  })
  .meta({
    id: 'Retagging',
    examples: [
      {
        id: 2,
        task: 'score',
        state: 'running',
        labelSet: { id: 4, name: 'weather', version: 1, template: 'Sound of {}' },
        model: { id: 1, name: 'clap-mini', revision: '1' },
        hasWorker: true,
        scope: { prefix: 's3://archive/2026/', batch: null },
        counts: { hearings: 120_000, done: 40_000 },
        code: null,
        reason: null,
        createdAt: '2026-03-01T12:00:00.000Z',
        finishedAt: null,
      },
    ],
  })
