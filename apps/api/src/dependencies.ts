import type { ClapModel, ClassifierModel, Learner } from '@earmark/core'
import type { Database, DatabaseConnection } from '@earmark/db'
import type { DecoderStandby } from '@earmark/decode'
import type { Metrics } from '@earmark/metrics'
import type { QueueConnection } from '@earmark/queue'
import type { ObjectStorage } from '@earmark/storage'
import type { TemporaryHome } from '@earmark/temporary'
import type { Tracing } from '@earmark/tracing'
import type { FastifyBaseLogger } from 'fastify'
import type { LazyInference } from './classify/create-lazy-inference.js'
import type { UploadPace } from './classify/within-upload-time.js'
import type { Site } from './http/site/site.js'

/** The model that batches and clips are heard with, as it is registered in the database. */
export type RegisteredModel = RegisteredClap | RegisteredClassifier
export type RegisteredClap = ClapModel & { id: number }
/** Its own labels are a label set, the only one that it can be asked for. */
export type RegisteredClassifier = ClassifierModel & { id: number; labelSetId: number }

export interface ClassifyLimits {
  maxUploadBytes: number
  maxDurationS: number
  decodeTimeoutMs: number
  /** Clips worked on at a time. */
  atOnce: number
  /** Of one clip. */
  maxWindows: number
  upload: UploadPace
  /** Clips that may wait beside those. */
  waiting: number
  /** WebSockets that may listen at a time. */
  listeners: number
}

/** What each API key may do. */
export interface KeyLimits {
  requestsPerMinute: number
  bytesPerMinute: number
  /** Batches that have not ended. */
  activeBatches: number
}

/** All that the routes need. main.ts makes it; nothing else connects to anything. */
export interface ApiDependencies {
  db: Database
  /** For what cannot run inside a transaction, such as building an index beside running work. */
  pool: DatabaseConnection['pool']
  queue: QueueConnection
  storage: ObjectStorage
  temporary: TemporaryHome
  inference: LazyInference
  /** For clips that are classified while somebody waits. */
  decoders: DecoderStandby
  /** Learns labels beside the thread that answers. */
  learner: Learner
  model: RegisteredModel
  logger: FastifyBaseLogger
  /** The only buckets that requests may name; undefined: all. */
  allowedBuckets?: readonly string[]
  limits: ClassifyLimits
  perKey: KeyLimits
  site: Site
  /** What copies of objects may take of the disk, from which sound is shown and cut. */
  soundCacheBytes: number
  ffmpegPath?: string
  /** Undefined where nobody watches. */
  metrics?: Metrics
  /** Undefined where nobody traces. */
  tracing?: Tracing
}
