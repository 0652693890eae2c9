/** As much of a batch as says how far it is. */
export type BatchCounts = {
  done: number
  skipped: number
  failed: number
  /** How much of the running objects is heard, in objects. */
  heardPart: number
}

/** How many objects are through, with the parts of those that are being heard. */
export function countHeard({ counts }: { counts: BatchCounts }): number {
  return counts.done + counts.skipped + counts.failed + counts.heardPart
}
