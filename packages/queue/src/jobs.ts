import { z } from 'zod'

// The contract between those who queue work and those who do it. A job carries only ids: Postgres has the rest.

const id = z.number().int().positive()

/** Classify the items of one chunk. */
export const chunkJobSchema = z.object({ batchId: id, chunkId: id })
export type ChunkJob = z.infer<typeof chunkJobSchema>

/** Turn a batch's source into items. */
export const scanJobSchema = z.object({ batchId: id })
export type ScanJob = z.infer<typeof scanJobSchema>

/** How the scan of a batch stands in its queue: under this id, so that it stands there once. */
export function scanOfBatch(batchId: number): { id: string; data: ScanJob } {
  return { id: `scan-${batchId}`, data: { batchId } }
}

/** Scan a watch's source again. */
export const watchJobSchema = z.object({ watchId: id })
export type WatchJob = z.infer<typeof watchJobSchema>

/** Chunks wait in a lane for each model: a worker has one model, and takes no other's work. */
export function laneOfModel(modelId: number): string {
  return String(modelId)
}

/** How a watch stands in the schedule of its queue. */
export function scheduleOfWatch(watchId: number): { id: string; job: WatchJob } {
  return { id: `watch-${watchId}`, job: { watchId } }
}

/** Every queue there is, with what its jobs look like. */
export const jobSchemas = {
  chunks: chunkJobSchema,
  scans: scanJobSchema,
  watches: watchJobSchema,
} as const

export type QueueName = keyof typeof jobSchemas
export type JobOf<Name extends QueueName> = z.infer<(typeof jobSchemas)[Name]>
