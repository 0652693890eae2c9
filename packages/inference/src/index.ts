export * from './available-cores.js'
export * from './create-inference-pool.js'
export type { RunFigures } from './inference-process.js'
export type { InferencePoolEvent } from './run-processes.js'
