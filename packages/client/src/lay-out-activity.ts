import type { Activity } from './shapes.js'

export type ActivityCell = {
  detections: number
  recordedS: number
  /** Of what was recorded then, the part in which the label is detected: 0 to 1. */
  share: number
}

export type ActivityGrid = {
  /** Hours, `00` to `23`, or days without gaps, `YYYY-MM-DD`. */
  times: string[]
  rows: { site: string | null; cells: (ActivityCell | undefined)[] }[]
  /** The highest share of all cells. */
  highest: number
}

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))
const DAY_MS = 24 * 3600 * 1000

/** Sites below each other, hours or days beside each other; where nothing was recorded there is no cell. */
export function layOutActivity(items: Activity['items'], by: 'hour' | 'date'): ActivityGrid {
  const times = by === 'hour' ? HOURS : daysOf(items.map(({ at }) => at))
  const places = new Map(times.map((time, place) => [time, place]))
  const rows = new Map<string | null, (ActivityCell | undefined)[]>()
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

/** Whether a time of the grid has its name beside it: every third hour, and the first of a month or every seventh day. */
export function isTimeNamed(time: string, at: number, by: 'hour' | 'date'): boolean {
  if (by === 'hour') return at % 3 === 0
  return at === 0 || time.endsWith('-01') || (at % 7 === 0 && !nearMonth(time))
}

function nearMonth(day: string): boolean {
  const date = Number(day.slice(8))
  return date < 6 || date > 26
}

/** The year where it changes, otherwise month and day. */
export function shortenDay(day: string, at: number): string {
  return at === 0 || day.endsWith('-01-01') ? day : day.slice(5)
}
