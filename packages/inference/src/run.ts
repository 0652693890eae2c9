import type { EarmarkError } from '@earmark/core'
import type { TextMessage } from './messages.js'

/** Work for a child, settled exactly once. */
export interface Call {
  message: { type: 'audio' } | TextMessage
  /** A window's samples. */
  numbers?: Float32Array
  /** Not to be run together with others: a run with it has failed. */
  isAlone?: boolean
  /** A process has hung in a run with it. */
  hasHung?: boolean
  resolve(numbers: Float32Array<ArrayBuffer>): void
  reject(error: EarmarkError): void
}

/** What a child computes at once: prompts, or one or more windows. */
export type Run = readonly Call[]
