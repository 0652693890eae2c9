import type { LiveWindow } from '../live-state'

/** A label that was not asked for then. */
export const NOT_ASKED = -1

/**
 * The last minute as a heat map takes it: windows × labels. Where no window was heard there is a cell in which nothing was asked for.
 *
 * @param labels those of now; where undefined, all that are in the windows
 * @returns cell `c` reaches from `edges[c]` to `edges[c + 1]`, in seconds
 */
export function lastMinute(
  windows: readonly LiveWindow[],
  labels: readonly string[] = [...new Set(windows.flatMap(namesOf))],
): { labels: string[]; probabilities: number[]; starts: number[]; edges: number[] } {
  const edges: number[] = []
  const probabilities: number[] = []
  const addCell = (beginS: number, heard: ReadonlyMap<string, number>) => {
    edges.push(beginS)
    for (const label of labels) probabilities.push(heard.get(label) ?? NOT_ASKED)
  }
  let lastEndS = windows[0]?.beginS ?? 0
  for (const { beginS, endS, scores } of windows) {
    if (beginS > lastEndS) addCell(lastEndS, new Map())
    addCell(beginS, new Map(scores.map(({ label, probability }) => [label, probability])))
    lastEndS = endS
  }
  return { labels: [...labels], probabilities, starts: [...edges], edges: [...edges, lastEndS] }
}

function namesOf({ scores }: LiveWindow): string[] {
  return scores.map(({ label }) => label)
}
