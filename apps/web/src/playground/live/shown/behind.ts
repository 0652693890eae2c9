import type { LiveWindow } from '../live-state'

/** How long scores come after the sound: the last window's, and what 95 % of those that are shown keep within. */
export function behind(
  windows: readonly Pick<LiveWindow, 'behindMs'>[],
): { lastMs: number; slowMs: number } | null {
  const known = windows.flatMap(({ behindMs }) => (behindMs === null ? [] : [behindMs]))
  if (known.length === 0) return null
  const sorted = known.toSorted((a, b) => a - b)
  return { lastMs: known.at(-1)!, slowMs: sorted[Math.ceil(sorted.length * 0.95) - 1]! }
}
