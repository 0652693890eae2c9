import { z } from 'zod'

// What the API answers, as far as its clients use it. Unknown fields are kept, so that `--json` shows
// whatever a newer API adds.

export const readinessSchema = z.looseObject({
  status: z.enum(['ready', 'unavailable']),
  checks: z.record(z.string(), z.enum(['up', 'down'])),
})
export type Readiness = z.infer<typeof readinessSchema>

const batchLabelSet = z.looseObject({
  id: z.number(),
  name: z.string(),
  version: z.number(),
  template: z.string(),
})

export const batchSchema = z.looseObject({
  id: z.number(),
  name: z.string().nullable(),
  state: z.string(),
  source: z.record(z.string(), z.unknown()),
  model: z.looseObject({ name: z.string(), revision: z.string() }),
  hasWorker: z.boolean(),
  labelSets: z.array(batchLabelSet),
  priority: z.number(),
  counts: z.looseObject({
    found: z.number(),
    pending: z.number(),
    running: z.number(),
    done: z.number(),
    skipped: z.number(),
    failed: z.number(),
    /** Under the prefix, and no audio. */
    leftOut: z.number().default(0),
    /** How much of the running objects is heard, in objects. */
    heardPart: z.number().default(0),
    windows: z.number(),
    audioS: z.number(),
  }),
  scanFinished: z.boolean(),
  code: z.string().nullable(),
  reason: z.string().nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  /** Of a retry: how many items are tried again. */
  retried: z.number().optional(),
})
export type Batch = z.infer<typeof batchSchema>

export const itemSchema = z.looseObject({
  seq: z.number(),
  bucket: z.string(),
  key: z.string(),
  state: z.string(),
  attempts: z.number(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  objectId: z.number().nullable(),
})
export type Item = z.infer<typeof itemSchema>

export const resultSchema = z.looseObject({
  objectId: z.number(),
  bucket: z.string(),
  key: z.string(),
  label: z.string(),
  labelSet: z.string(),
  labelSetVersion: z.number(),
  probability: z.number(),
  similarity: z.number().nullable(),
  peakStartS: z.number().nullable(),
  peakEndS: z.number().nullable(),
})
export type Result = z.infer<typeof resultSchema>

/** A webhook or a report of a batch, and what became of it. */
export const deliverySchema = z.looseObject({
  id: z.string(),
  kind: z.string(),
  state: z.string(),
  attempts: z.number(),
  reportTo: z.string().nullable(),
  message: z.string().nullable(),
})
export type Delivery = z.infer<typeof deliverySchema>
export const deliveryListSchema = z.object({ items: z.array(deliverySchema) })

/** What a batch would be. */
export const estimateSchema = z.looseObject({
  found: z.number(),
  isComplete: z.boolean(),
  alreadyHeard: z.number(),
  leftOut: z.number().default(0),
  bytes: z.number(),
  audioS: z.number().nullable(),
  windows: z.number().nullable(),
  timeS: z.number().nullable(),
  examples: z.array(z.string()),
})
export type Estimate = z.infer<typeof estimateSchema>

/** What was forgotten, or would be. */
export const prunedSchema = z.looseObject({ batchIds: z.array(z.number()) })
export type Pruned = z.infer<typeof prunedSchema>

export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullish(),
    note: z.string().nullish(),
  })
}

/** Problem details, RFC 9457. */
export const problemSchema = z.looseObject({
  title: z.string().optional(),
  status: z.number().optional(),
  detail: z.string().optional(),
  code: z.string().optional(),
  errors: z
    .array(
      z.looseObject({
        field: z.string().optional(),
        value: z.unknown().optional(),
        message: z.string(),
      }),
    )
    .optional(),
})
export type Problem = z.infer<typeof problemSchema>
