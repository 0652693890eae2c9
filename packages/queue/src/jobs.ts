import { z } from 'zod'

// The contract between those who queue work and those who do it. A job carries only ids: Postgres has the rest.

const id = z.number().int().positive()

/** Classify the items of one chunk. */
export const chunkJobSchema = z.object({ batchId: id, chunkId: id })
export type ChunkJob = z.infer<typeof chunkJobSchema>

/** Turn a batch's source into items. */
export const scanJobSchema = z.object({ batchId: id })
export type ScanJob = z.infer<typeof scanJobSchema>

/** Every queue there is, with what its jobs look like. */
export const jobSchemas = {
  chunks: chunkJobSchema,
  scans: scanJobSchema,
} as const

export type QueueName = keyof typeof jobSchemas
export type JobOf<Name extends QueueName> = z.infer<(typeof jobSchemas)[Name]>
