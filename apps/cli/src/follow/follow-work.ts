import { followState } from '@earmark/client'
import { createRateMeter } from '@earmark/progress'
import { cleanText, createProgress, formatProgress, type ProgressPart } from '@earmark/terminal'
import type { Context } from '../context.js'
import { describeMissingWorker, type Work } from './describe-missing-worker.js'

/** A kind of work that goes on elsewhere. */
export type Followed<T> = {
  /** What the lines begin with, such as `Batch 7`. */
  name: string
  /** The command that shows it again. */
  command: string
  read: () => Promise<T>
  isFinished: (state: T) => boolean
  countEnded: (state: T) => number
  /** @param perSecond how many end in a second; null while nobody knows */
  format: (state: T, perSecond: number | null) => ProgressPart[]
}

/**
 * Shows on stderr how a batch or a re-tagging goes on until it is finished, and how it has ended. Says once where the API is
 * away, no worker is there or something else is in the way, and again only after it has been there in between.
 */
export async function followWork<T extends Work & { reason?: string | null | undefined }>(
  { stderr, signal }: Pick<Context, 'stderr' | 'signal'>,
  { name, command, read, isFinished, countEnded, format }: Followed<T>,
): Promise<T> {
  const progress = createProgress(stderr)
  const meter = createRateMeter()
  let isMissingTold = false
  let toldReason: string | null | undefined
  const tell = (text: string) => {
    progress.clear()
    stderr.write(`${text}\n`)
  }
  try {
    const last = await followState(read, isFinished, {
      signal,
      onState: (state) => {
        meter.add(countEnded(state), Date.now())
        const missing = describeMissingWorker(state)
        if (missing !== null && !isMissingTold) tell(missing)
        isMissingTold = missing !== null
        if (state.reason && state.reason !== toldReason && !isFinished(state))
          tell(cleanText(state.reason))
        toldReason = state.reason
        progress.show(format(state, meter.perSecond()))
      },
      onTrouble: (error) => tell(`${cleanText(error.message)} Waiting for it …`),
    })
    tell(`${name}: ${formatProgress(format(last, null))}`)
    if (last.reason) stderr.write(`${cleanText(last.reason)}\n`)
    return last
  } catch (error) {
    progress.clear()
    if (signal.aborted) {
      stderr.write(`${name} goes on. See it again with: npx earmark ${command}\n`)
    }
    throw error
  }
}
