import type { Activity } from '@earmark/client'

export type Cell = {
  detections: number
  recordedS: number
  /** Of what was recorded then, the part in which the label is detected: 0 to 1. */
  share: number
}

export type Grid = {
  /** Hours, `00` to `23`, or days without gaps, `YYYY-MM-DD`. */
  times: string[]
  rows: { site: string | null; cells: (Cell | undefined)[] }[]
  /** The highest share of all cells. */
  highest: number
}

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))
const DAY_MS = 24 * 3600 * 1000

/** Sites below each other, hours or days beside each other; where nothing was recorded there is no cell. */
export function layOut(items: Activity['items'], by: 'hour' | 'date'): Grid {
  const times = by === 'hour' ? HOURS : daysOf(items.map(({ at }) => at))
  const places = new Map(times.map((time, place) => [time, place]))
  const rows = new Map<string | null, (Cell | undefined)[]>()
  let highest = 0
  for (const { site, at, detections, detectedS, recordedS } of items) {
    const cells = rows.get(site) ?? times.map(() => undefined)
    rows.set(site, cells)
    const share = recordedS > 0 ? Math.min(detectedS / recordedS, 1) : 0
    highest = Math.max(highest, share)
    cells[places.get(at)!] = { detections, recordedS, share }
  }
  return { times, rows: [...rows].map(([site, cells]) => ({ site, cells })), highest }
}

/** From the first day to the last: a week without a recording is a gap that one sees. */
function daysOf(days: readonly string[]): string[] {
  const sorted = [...new Set(days)].sort()
  const first = Date.parse(sorted[0] ?? '')
  const last = Date.parse(sorted.at(-1) ?? '')
  // Centuries between two recordings are a wrong clock, not a gap to draw.
  if (!(last - first < 3660 * DAY_MS)) return sorted
  const count = Math.round((last - first) / DAY_MS) + 1
  return Array.from({ length: count }, (_, n) =>
    new Date(first + n * DAY_MS).toISOString().slice(0, 10),
  )
}
