export { openTracing } from './open-tracing.js'
export { traceCalls } from './trace-calls.js'
export type { RequestSpan, Tracing } from './tracing.js'
