import { tooMany } from '../http/too-many.js'

const MB = 1_000_000

/**
 * Bytes that each API key may send within some time. A body of any size is taken where nothing was sent before it: its
 * route has a limit of its own.
 *
 * @param now in milliseconds
 */
export function createByteBudget(
  { bytes, windowMs }: { bytes: number; windowMs: number },
  now: () => number = () => performance.now(),
) {
  const spent = new Map<number, { bytes: number; until: number }>()
  return {
    /** @throws HttpProblem 429 where the key has no bytes left */
    spend(keyId: number, wanted: number): void {
      if (wanted === 0) return
      const at = now()
      const known = spent.get(keyId)
      const window = known && known.until > at ? known : { bytes: 0, until: at + windowMs }
      if (window.bytes > 0 && window.bytes + wanted > bytes) {
        const message = `This API key may send ${bytes / MB} MB within a minute.`
        throw tooMany(message, Math.ceil((window.until - at) / 1000))
      }
      window.bytes += wanted
      spent.set(keyId, window)
    },
  }
}
