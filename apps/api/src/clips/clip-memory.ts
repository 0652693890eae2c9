import { randomUUID } from 'node:crypto'
import type { HeardClip } from '../classify/hear-clip.js'

export interface KeptClip extends HeardClip {
  name: string
}

export interface ClipBounds {
  clips: number
  audioS: number
  /** How long a clip stays after it was asked last. */
  keptMs: number
}

export interface ClipMemory {
  /** Keeps what was heard, for the API key that sent it, and says by which id. */
  keep: (keyId: number, clip: KeptClip) => string
  /** undefined where it is not kept any more, or is another key's. */
  find: (keyId: number, id: string) => KeptClip | undefined
}

type Entry = { keyId: number; clip: KeptClip; askedAt: number }

/**
 * Clips that were heard, within bounds of number, of seconds and of time. Where there are too many, the key that has most of
 * them gives up the one that it asked longest ago: whatever one sends, another's clips stay.
 *
 * @param now milliseconds that only grow
 */
export function createClipMemory(
  bounds: ClipBounds,
  now: () => number = () => performance.now(),
): ClipMemory {
  // The one that was asked longest ago is the first.
  const kept = new Map<string, Entry>()

  return {
    keep(keyId, clip) {
      forgetOld()
      const id = randomUUID()
      kept.set(id, { keyId, clip, askedAt: now() })
      while (kept.size > 1 && isTooMuch()) kept.delete(leastMissed())
      return id
    },
    find(keyId, id) {
      forgetOld()
      const entry = kept.get(id)
      if (entry?.keyId !== keyId) return undefined
      kept.delete(id)
      kept.set(id, { ...entry, askedAt: now() })
      return entry.clip
    },
  }

  function forgetOld(): void {
    for (const [id, { askedAt }] of kept) {
      if (now() - askedAt < bounds.keptMs) return
      kept.delete(id)
    }
  }

  function isTooMuch(): boolean {
    let audioS = 0
    for (const { clip } of kept.values()) audioS += clip.durationS
    return kept.size > bounds.clips || audioS > bounds.audioS
  }

  function leastMissed(): string {
    const counts = new Map<number, number>()
    for (const { keyId } of kept.values()) counts.set(keyId, (counts.get(keyId) ?? 0) + 1)
    const most = Math.max(...counts.values())
    for (const [id, { keyId }] of kept) if (counts.get(keyId) === most) return id
    throw new Error('No clip is kept.')
  }
}
