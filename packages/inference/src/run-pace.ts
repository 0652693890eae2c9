import type { Run } from './run.js'

/** How long runs take in a pool, and how long one may take before its process counts as hung. */
export interface RunPace {
  /** Takes in how long a run has taken. */
  note(run: Run, ms: number): void
  /** Generous: a machine may be busy with other things. */
  deadlineMs(run: Run): number
}

/** So many medians, where that is more than the least deadline. */
const MEDIANS = 20
/** The first prompts after a while wait for the text tower, which holds 500 MB, to be read. */
const TEXT_FACTOR = 5
/** The last runs of each kind, from which the median is taken. */
const KEPT = 63

export function createRunPace(leastDeadlineMs: number): RunPace {
  const kept: Record<'audio' | 'text', number[]> = { audio: [], text: [] }
  return {
    note(run, ms) {
      const times = kept[kindOf(run)]
      times.push(ms / run.length)
      if (times.length > KEPT) times.shift()
    },
    deadlineMs(run) {
      const kind = kindOf(run)
      const least = leastDeadlineMs * (kind === 'text' ? TEXT_FACTOR : 1)
      return Math.max(least, MEDIANS * median(kept[kind]) * run.length)
    },
  }
}

function kindOf(run: Run): 'audio' | 'text' {
  return run[0]?.message.type ?? 'audio'
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0
}
