export * from './available-cores.js'
export * from './create-inference-pool.js'
export type { InferencePoolEvent } from './run-processes.js'
