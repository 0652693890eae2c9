import type { EarmarkError, ErrorCode } from '@earmark/core'
import type { TakenItem } from '@earmark/db'
import { backOffMs } from '../back-off.js'

/** A file that has killed its process this often is set aside. */
const POISON_AFTER_CRASHES = 2

/** Failures in which a process died at work on this very item. */
const CRASH_CODES: ReadonlySet<ErrorCode> = new Set(['INFERENCE_CRASHED', 'DECODE_CRASHED'])

export type Outcome =
  | { kind: 'fail'; code: ErrorCode; message: string }
  | { kind: 'retry'; code: ErrorCode; message: string; delayMs: number; crashes: number }

/** What is provably permanent fails at once, a second crash makes poison, and the rest is tried again later. */
export function decideOutcome(
  item: Pick<TakenItem, 'bucket' | 'key' | 'attempts' | 'crashes'>,
  error: EarmarkError,
  maxAttempts: number,
): Outcome {
  const { code, message } = error
  if (error.permanent) return { kind: 'fail', code, message }
  const crashes = item.crashes + (CRASH_CODES.has(code) ? 1 : 0)
  if (crashes >= POISON_AFTER_CRASHES) {
    return {
      kind: 'fail',
      code: 'POISON',
      message: `${item.bucket}/${item.key} was set aside: it has ended its process ${crashes} times; the last: ${message}`,
    }
  }
  if (item.attempts >= maxAttempts) {
    return { kind: 'fail', code, message: `${message} (given up after ${item.attempts} attempts)` }
  }
  return {
    kind: 'retry',
    code,
    message,
    delayMs: error.retryAfterMs ?? backOffMs(item.attempts),
    crashes,
  }
}

/** Whether an item has outlived its chances: processes died while it was alone at work. */
export function isPoison(item: Pick<TakenItem, 'crashes'>): boolean {
  return item.crashes >= POISON_AFTER_CRASHES
}

export function describePoison(item: Pick<TakenItem, 'seq' | 'bucket' | 'key' | 'crashes'>): {
  seq: number
  code: ErrorCode
  message: string
} {
  return {
    seq: item.seq,
    code: 'POISON',
    message: `${item.bucket}/${item.key} was set aside: the process that worked on it alone died ${item.crashes} times.`,
  }
}
