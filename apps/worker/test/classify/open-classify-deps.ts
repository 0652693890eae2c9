import { createLearner } from '@earmark/core'
import { createInferencePool } from '@earmark/inference'
import { createTemporaryHome } from '@earmark/temporary'
import { pino } from 'pino'
import { onTestFinished, vi } from 'vitest'
import { CircuitBreaker } from '../../src/buckets/circuit-breaker.js'
import type { ClassifyDeps } from '../../src/classify/classify-deps.js'
import { LeaseKeeper } from '../../src/classify/lease-keeper.js'
import { createEnsureLabelEmbeddings } from '../../src/labels/ensure-label-embeddings.js'
import type { TestWorker } from '../open-test-worker.js'

/** What a chunk is classified with, without a worker around it; closed with the test. */
export async function openClassifyDeps(
  { db, storage, modelId, config }: TestWorker,
  more: Partial<ClassifyDeps> = {},
) {
  const logger = pino({ level: 'silent' })
  const pool = await createInferencePool({ modelDir: config.EARMARK_MODEL, processes: 1 })
  const leases = new LeaseKeeper({ db, logger, holder: 'this worker', renewIntervalMs: 100 })
  const temporary = createTemporaryHome()
  onTestFinished(async () => {
    leases.close()
    await temporary.close()
    await pool.close()
  })
  const onFault = vi.fn()
  const deps: ClassifyDeps = {
    db,
    logger,
    leases,
    storage,
    temporary,
    pool,
    modelId,
    breaker: new CircuitBreaker({ db, logger }),
    ensureLabelEmbeddings: createEnsureLabelEmbeddings({ db, pool, learner: createLearner() }),
    maxObjectBytes: 1e9,
    maxWindows: 1000,
    decode: { maxDurationS: 60, timeoutMs: 60_000 },
    maxAttempts: 2,
    onFault,
    ...more,
  }
  return { deps, onFault }
}
