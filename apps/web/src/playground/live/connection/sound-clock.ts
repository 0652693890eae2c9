export interface SoundClock {
  /** @param atMs when the last of these samples had been heard */
  add: (samples: number, atMs: number) => void
  /** @returns when the sound up to this second had been heard; null where it was not, or too long ago */
  at: (second: number) => number | null
}

/** A window that is answered later than this has long been dropped. */
const REMEMBERED_S = 30

/** Tells of each second of the sound that was sent when it had been heard: what has been left out between does not count. */
export function createSoundClock(sampleRate: number): SoundClock {
  const blocks: { beginS: number; endS: number; atMs: number }[] = []
  let samplesSent = 0
  return {
    add(samples, atMs) {
      const beginS = samplesSent / sampleRate
      samplesSent += samples
      const endS = samplesSent / sampleRate
      blocks.push({ beginS, endS, atMs })
      while (blocks[0]!.endS < endS - REMEMBERED_S) blocks.shift()
    },
    at(second) {
      const last = blocks.at(-1)
      if (!last || second <= blocks[0]!.beginS) return null
      // Another rate's last samples may end a moment later than those that were sent.
      return (blocks.find(({ endS }) => endS >= second) ?? last).atMs
    },
  }
}
