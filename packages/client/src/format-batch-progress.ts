import { formatBar, formatDuration } from '@earmark/terminal'
import type { Batch } from './schemas.js'

const BAR_WIDTH = 20

/**
 * The line of `--watch`.
 *
 * @param perSecond objects finished a second; null while nobody knows
 */
export function formatBatchProgress(batch: Batch, perSecond: number | null): string {
  const { found, done, skipped, failed } = batch.counts
  const finished = done + skipped + failed
  const share = batch.scanFinished && found > 0 ? finished / found : null
  const parts = [
    ...(share === null ? [] : [`${formatBar(share, BAR_WIDTH)} ${Math.floor(share * 100)} %`]),
    `${count(finished)} of ${count(found)}${batch.scanFinished ? '' : ' found so far'}`,
    `done ${count(done)}`,
    ...(skipped > 0 ? [`skipped ${count(skipped)}`] : []),
    `failed ${count(failed)}`,
  ]
  if (perSecond !== null) parts.push(`${perSecond.toFixed(perSecond < 10 ? 1 : 0)} objects/s`)
  if (perSecond && batch.scanFinished) {
    parts.push(`${formatDuration((found - finished) / perSecond)} left`)
  }
  if (batch.state !== 'running' && batch.state !== 'completed') parts.push(batch.state)
  return parts.join('  ')
}

function count(number: number): string {
  return number.toLocaleString('en')
}
