import type { Tracing } from '@earmark/tracing'
import type { Logger } from 'pino'
import type { CircuitBreaker } from '../buckets/circuit-breaker.js'
import type { HearDeps } from '../hear/hear-deps.js'
import type { EnsureLabelEmbeddings } from '../labels/ensure-label-embeddings.js'
import type { LeaseKeeper } from './lease-keeper.js'

export type ClassifyDeps = HearDeps & {
  logger: Logger
  leases: LeaseKeeper
  /** The one that the pool runs: chunks of others are left to others. */
  modelId: number
  breaker: CircuitBreaker
  ensureLabelEmbeddings: EnsureLabelEmbeddings
  maxAttempts: number
  /** Undefined where nobody traces. */
  tracing?: Tracing | undefined
  /** Told that a fault of this worker's own has cost it a chunk. */
  onFault: () => void
}
