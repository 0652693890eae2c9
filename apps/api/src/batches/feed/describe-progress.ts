import type { Batch } from '@earmark/db'
import { countHeard, type RateMeter, secondsLeft } from '@earmark/progress'

export type BatchProgress = Pick<
  Batch,
  'id' | 'state' | 'hasWorker' | 'counts' | 'scanFinished' | 'code' | 'reason' | 'finishedAt'
> & {
  /** Items heard in a second, parts of long ones too, over the last half minute; null before there are two readings. */
  itemsPerS: number | null
  /** Seconds left at this rate; null while the scan goes on or nothing moves. */
  leftS: number | null
}

/** What listeners are told about a batch. */
export function describeProgress(batch: Batch, meter: RateMeter, nowMs: number): BatchProgress {
  const { id, state, hasWorker, counts, scanFinished, code, reason, finishedAt } = batch
  meter.add(countHeard(batch), nowMs)
  const perSecond = meter.perSecond()
  const itemsPerS = perSecond === null ? null : Math.round(perSecond * 100) / 100
  const left = secondsLeft(batch, perSecond)
  const leftS = finishedAt ? 0 : left && Math.ceil(left)
  return { id, state, hasWorker, counts, scanFinished, code, reason, finishedAt, itemsPerS, leftS }
}
