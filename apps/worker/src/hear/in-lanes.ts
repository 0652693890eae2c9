import { setMaxListeners } from 'node:events'

/**
 * Does `work` for each item, so many at a time, in their order. The first that fails stops the others, and is thrown when
 * they have come to their end: nothing goes on behind the caller's back.
 */
export async function inLanes<Item>(
  lanes: number,
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  // Each lane listens to it, with all that it has under way.
  setMaxListeners(0, stop)
  const waiting = [...items]
  const ends = await Promise.allSettled(
    Array.from({ length: lanes }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
        stop.throwIfAborted()
        try {
          await work(item, stop)
        } catch (error) {
          failed.abort(error)
          throw error
        }
      }
    }),
  )
  signal.throwIfAborted()
  failed.signal.throwIfAborted()
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
