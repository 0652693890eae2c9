import { countHeard, secondsLeft } from '@earmark/progress'
import { formatBar } from './format-bar.js'
import { formatDuration } from './format-duration.js'
import { formatProgress, type ProgressPart } from './format-progress.js'

/** As much of a batch as its progress needs. */
export type BatchProgress = {
  state: string
  scanFinished: boolean
  /** Objects; `heardPart` is how much of the running ones is heard. */
  counts: { found: number; done: number; skipped: number; failed: number; heardPart: number }
}

const BAR_WIDTH = 20

/**
 * What the line of `--watch` consists of: where there is little room, the share, the rate and the time left stay.
 *
 * @param perSecond objects finished a second; null while nobody knows
 */
export function describeBatchProgress(
  batch: BatchProgress,
  perSecond: number | null,
): ProgressPart[] {
  const { found, done, skipped, failed } = batch.counts
  const finished = done + skipped + failed
  const share = batch.scanFinished && found > 0 ? countHeard(batch) / found : null
  const leftS = secondsLeft(batch, perSecond)
  const isPlain = batch.state === 'running' || batch.state === 'completed'
  return [
    ...(share === null
      ? []
      : [
          { text: formatBar(share, BAR_WIDTH), weight: 1 },
          { text: `${Math.floor(share * 100)} %`, weight: 9, gap: ' ' },
        ]),
    {
      text: `${count(finished)} of ${count(found)}${batch.scanFinished ? '' : ' found so far'}`,
      weight: share === null ? 9 : 4,
    },
    { text: `done ${count(done)}`, weight: 2 },
    ...(skipped > 0 ? [{ text: `skipped ${count(skipped)}`, weight: 3 }] : []),
    { text: `failed ${count(failed)}`, weight: 5 },
    ...(perSecond === null
      ? []
      : [
          {
            text: `${perSecond.toFixed(perSecond < 0.1 ? 3 : perSecond < 10 ? 1 : 0)} objects/s`,
            weight: 7,
          },
        ]),
    ...(leftS === null ? [] : [{ text: `${formatDuration(leftS)} left`, weight: 8 }]),
    ...(isPlain ? [] : [{ text: batch.state, weight: 6 }]),
  ]
}

/** All of it, in one line. @param perSecond as describeBatchProgress */
export function formatBatchProgress(batch: BatchProgress, perSecond: number | null): string {
  return formatProgress(describeBatchProgress(batch, perSecond))
}

function count(number: number): string {
  return number.toLocaleString('en')
}
