import type { Learner } from '@earmark/core'
import type { Metrics } from '@earmark/metrics'
import type { Tracing } from '@earmark/tracing'
import type { Logger } from 'pino'
import type { Config } from '../config.js'
import type { Alarm } from '../dispatch/alarm.js'
import type { Servers } from './connect-servers.js'
import type { RunningModel } from './start-model.js'

/** What each part of a worker is started with. */
export interface PartDeps extends Servers, RunningModel {
  config: Config
  /** Undefined where nobody watches. */
  metrics?: Metrics | undefined
  /** Undefined where nobody traces. */
  tracing?: Tracing | undefined
  logger: Logger
  /** Learns labels beside the thread that renews leases. */
  learner: Learner
  /** This process's name in leases. */
  holder: string
  /** Brings the dispatcher's next round forward. */
  alarm: Alarm
  /** Told of jobs that failed; they are queued again. */
  onFailed: (error: Error, job: unknown) => void
  /** Aborts where the worker stops: whatever goes on by itself ends. */
  leading: AbortSignal
}
