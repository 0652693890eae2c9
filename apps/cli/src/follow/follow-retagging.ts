import type { Retagging } from '@earmark/client'
import { formatBar, formatDuration, type ProgressPart } from '@earmark/terminal'
import type { Context } from '../context.js'
import { exitCodes } from '../errors/exit-codes.js'
import { followWork } from './follow-work.js'

const BAR_WIDTH = 20

/** Shows a re-tagging's progress on stderr until it is finished, and sets the exit code. */
export async function followRetagging(
  context: Pick<Context, 'stderr' | 'signal' | 'setExitCode'>,
  { read, id }: { read: () => Promise<Retagging>; id: number },
): Promise<Retagging> {
  const last = await followWork<Retagging>(context, {
    name: `Re-tagging ${id}`,
    command: `retagging watch ${id}`,
    read,
    isFinished: ({ state }) => state === 'done' || state === 'failed',
    countEnded: ({ counts }) => counts.done,
    format: formatRetagging,
  })
  if (last.state === 'failed') context.setExitCode(exitCodes.error)
  return last
}

/** @param perSecond objects scored a second; null while nobody knows */
export function formatRetagging(retagging: Retagging, perSecond: number | null): ProgressPart[] {
  const {
    state,
    counts: { hearings, done },
  } = retagging
  const share = hearings === 0 ? 1 : done / hearings
  return [
    { text: formatBar(share, BAR_WIDTH), weight: 1 },
    { text: `${Math.floor(share * 100)} %`, weight: 6, gap: ' ' },
    { text: `${done.toLocaleString('en')} of ${hearings.toLocaleString('en')} scored`, weight: 2 },
    ...(perSecond
      ? [
          { text: `${perSecond.toFixed(perSecond < 10 ? 1 : 0)} a second`, weight: 4 },
          { text: `${formatDuration((hearings - done) / perSecond)} left`, weight: 5 },
        ]
      : []),
    ...(state === 'running' || state === 'done' ? [] : [{ text: state, weight: 3 }]),
  ]
}
