import { createRateMeter, followState, type Retagging } from '@earmark/client'
import { cleanText, createProgress, formatBar, formatDuration } from '@earmark/terminal'
import type { Context } from './context.js'
import { exitCodes } from './exit-codes.js'
import { createMissingWorkerNotice } from './missing-worker.js'

const BAR_WIDTH = 20

/** Shows a re-tagging's progress on stderr until it is finished, and sets the exit code. */
export async function followRetagging(
  context: Pick<Context, 'stderr' | 'signal' | 'setExitCode'>,
  { read, id }: { read: () => Promise<Retagging>; id: number },
): Promise<Retagging> {
  const { stderr, signal } = context
  const progress = createProgress(stderr)
  const meter = createRateMeter()
  const tell = (text: string) => {
    progress.clear()
    stderr.write(`${text}\n`)
  }
  const noticeMissingWorker = createMissingWorkerNotice(tell)
  let last: Retagging
  try {
    last = await followState(read, ({ state }) => state === 'done' || state === 'failed', {
      signal,
      onState: (state) => {
        meter.add(state.counts.done, Date.now())
        noticeMissingWorker(state)
        progress.show(formatRetagging(state, meter.perSecond()))
      },
      onTrouble: (error) => tell(`${cleanText(error.message)} Waiting for it …`),
    })
  } catch (error) {
    progress.clear()
    if (signal.aborted) {
      stderr.write(
        `Re-tagging ${id} goes on. See it again with: npx earmark retagging watch ${id}\n`,
      )
    }
    throw error
  }
  progress.clear()
  stderr.write(`Re-tagging ${id}: ${formatRetagging(last, null)}\n`)
  if (last.reason) stderr.write(`${cleanText(last.reason)}\n`)
  if (last.state === 'failed') context.setExitCode(exitCodes.error)
  return last
}

/** @param perSecond objects scored a second; null while nobody knows */
export function formatRetagging(retagging: Retagging, perSecond: number | null): string {
  const {
    state,
    counts: { hearings, done },
  } = retagging
  const share = hearings === 0 ? 1 : done / hearings
  const parts = [
    `${formatBar(share, BAR_WIDTH)} ${Math.floor(share * 100)} %`,
    `${done.toLocaleString('en')} of ${hearings.toLocaleString('en')} scored`,
  ]
  if (perSecond) {
    parts.push(`${perSecond.toFixed(perSecond < 10 ? 1 : 0)} a second`)
    parts.push(`${formatDuration((hearings - done) / perSecond)} left`)
  }
  if (state !== 'running' && state !== 'done') parts.push(state)
  return parts.join('  ')
}
