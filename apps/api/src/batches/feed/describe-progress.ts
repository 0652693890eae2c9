import type { Batch } from '@earmark/db'
import type { RateMeter } from '@earmark/terminal'

export type BatchProgress = Pick<
  Batch,
  'id' | 'state' | 'hasWorker' | 'counts' | 'scanFinished' | 'code' | 'reason' | 'finishedAt'
> & {
  /** Items ended in a second, over the last half minute; null before there are two readings. */
  itemsPerS: number | null
  /** Seconds left at this rate; null while the scan goes on or nothing moves. */
  leftS: number | null
}

/** What listeners are told about a batch. */
export function describeProgress(batch: Batch, meter: RateMeter, nowMs: number): BatchProgress {
  const { id, state, hasWorker, counts, scanFinished, code, reason, finishedAt } = batch
  meter.add(counts.done + counts.skipped + counts.failed, nowMs)
  const perSecond = meter.perSecond()
  const itemsPerS = perSecond === null ? null : Math.round(perSecond * 100) / 100
  const left = counts.pending + counts.running
  const isKnown = scanFinished && perSecond !== null && perSecond > 0
  const leftS = finishedAt ? 0 : isKnown ? Math.ceil(left / perSecond) : null
  return { id, state, hasWorker, counts, scanFinished, code, reason, finishedAt, itemsPerS, leftS }
}
