/**
 * Changes that come one after the other; of those that come while one is made, the last word on each field counts.
 *
 * @param apply never throws
 */
export function createChanges<Change extends object>(apply: (change: Change) => Promise<void>) {
  let pending: Change | null = null
  let isApplying = false

  async function applyPending(): Promise<void> {
    isApplying = true
    while (pending) {
      const next = pending
      pending = null
      await apply(next)
    }
    isApplying = false
  }

  return {
    add(change: Change): void {
      pending = { ...pending, ...change }
      if (!isApplying) void applyPending()
    },
  }
}
