import { useKeys } from '../keyboard/use-keys'

/** `j` and `k` go from one detection to the next and back. */
export function useMomentKeys(
  places: readonly { startS: number }[],
  { currentS, playAt }: { currentS: number; playAt: (second: number) => void },
): void {
  useKeys({
    j: () => {
      const next = places.find(({ startS }) => startS > currentS + 0.05)
      if (next) playAt(next.startS)
    },
    k: () => {
      // Who has just come to a detection means the one before it.
      const before = places.findLast(({ startS }) => startS < currentS - 1)
      if (before) playAt(before.startS)
    },
  })
}
