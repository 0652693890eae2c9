export { connectQueue, type QueueConnection } from './connect-queue.js'
export type { JobCounts, JobQueue, NewJob, Schedule } from './job-queue.js'
export type { JobWorker, WorkOptions } from './job-worker.js'
export {
  type ChunkJob,
  chunkJobSchema,
  type JobOf,
  jobSchemas,
  laneOfModel,
  type QueueName,
  type ScanJob,
  scanJobSchema,
  scanOfBatch,
  scheduleOfWatch,
  type WatchJob,
  watchJobSchema,
} from './jobs.js'
