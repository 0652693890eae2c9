import { laneOfModel } from '@earmark/queue'
import { CircuitBreaker } from '../buckets/circuit-breaker.js'
import { Ability } from '../classify/ability.js'
import { classifyChunk } from '../classify/classify-chunk.js'
import { LeaseKeeper } from '../classify/lease-keeper.js'
import { createEnsureLabelEmbeddings } from '../labels/ensure-label-embeddings.js'
import type { PartDeps } from './parts.js'

const MB = 1_000_000

export interface RunningClassifier {
  /** Looks whether this worker can work, and says so. */
  ability: Ability
  /** Renews the leases of the chunks at work. */
  leases: LeaseKeeper
  /** Finishes or hands back what is at work, within the grace time. */
  stop: () => Promise<void>
  /** Once nothing looks any more: holds no chunk, and takes back what was said of this worker. */
  end: () => Promise<void>
}

/** Starts to take chunks of this worker's model, to renew their leases and to look whether it can hear. */
export function startClassifier(deps: PartDeps): RunningClassifier {
  const { db, heartbeats, config, logger, holder, pool, modelId, whyDeaf, alarm } = deps
  const leases = new LeaseKeeper({ db: heartbeats, logger, holder })
  const classifyDeps = {
    db,
    logger,
    leases,
    breaker: new CircuitBreaker({ db, logger }),
    ensureLabelEmbeddings: createEnsureLabelEmbeddings({ db, pool, learner: deps.learner }),
    storage: deps.storage,
    metrics: deps.metrics,
    tracing: deps.tracing,
    temporary: deps.temporary,
    pool,
    modelId,
    maxObjectBytes: config.MAX_OBJECT_MB * MB,
    maxWindows: config.MAX_WINDOWS,
    decode: {
      maxDurationS: config.MAX_DURATION_S,
      timeoutMs: config.DECODE_TIMEOUT_S * 1000,
      ...(config.FFMPEG_PATH && { ffmpegPath: config.FFMPEG_PATH }),
    },
    maxAttempts: config.MAX_ATTEMPTS,
    onFault: () => ability.doubt(),
  }
  const classifier = deps.queue.work(
    'chunks',
    async (job, signal) => {
      await classifyChunk(classifyDeps, job, signal)
      // Perhaps the last of its batch; otherwise the queue is in arrears.
      if (leases.isEmpty) alarm.ring()
    },
    {
      lane: laneOfModel(modelId),
      concurrency: config.WORKER_CONCURRENCY,
      onFailed: deps.onFailed,
    },
  )
  const ability = new Ability({
    db: heartbeats,
    logger,
    holder,
    modelId,
    temporary: deps.temporary,
    whyDeaf,
    ffmpegPath: config.FFMPEG_PATH ?? 'ffmpeg',
    classifier,
  })
  return {
    ability,
    leases,
    stop: () => classifier.close({ graceMs: config.SHUTDOWN_GRACE_S * 1000 }),
    end: async () => {
      leases.close()
      await ability.close().catch((error: unknown) => {
        logger.warn({ err: error }, 'could not take back that this worker could not work')
      })
    },
  }
}
