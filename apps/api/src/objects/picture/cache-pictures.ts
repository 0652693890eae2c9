import { LRUCache } from 'lru-cache'
import { createSharedWork } from '../sound/create-shared-work.js'

const CACHE_BYTES = 64 * 1024 * 1024

/** What was computed from sound is kept for a while, in memory: an object's id stands for the same bytes for ever. */
export function cachePictures() {
  const kept = new LRUCache<string, Buffer>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ length }) => length,
  })
  const share = createSharedWork<Buffer>()

  return async function cached(
    key: string,
    signal: AbortSignal,
    make: (signal: AbortSignal) => Promise<Buffer>,
  ): Promise<Buffer> {
    const known = kept.get(key)
    if (known) return known
    return share(key, signal, async (shared) => {
      const made = await make(shared)
      kept.set(key, made)
      return made
    })
  }
}
