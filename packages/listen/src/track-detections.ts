import type { HeardWindow } from './create-listener.js'

export interface Detection {
  label: string
  /** Of the window in which the label passed its threshold, or of those for as long as it did. */
  startS: number
  endS: number
  /** Of that window, or the highest of those. */
  probability: number
}

export interface DetectionTracker {
  /** @returns what begins in this window, and what has ended before it */
  add: (window: HeardWindow) => { begun: Detection[]; ended: Detection[] }
  /** @returns all that lasted until now */
  gap: () => Detection[]
}

/** A label ends where it falls below this part of the threshold, so that one at the threshold does not begin again and again. */
const ENDS_BELOW = 0.75
/** dB of full scale: below is no sound that a microphone gives, and a model guesses. */
export const SILENCE_DB = -80

/** Tells where labels begin and end: one detection for as long as a label stays over its threshold, however many windows that is. */
export function createDetectionTracker({
  threshold,
  labels,
}: {
  threshold: number
  /** Those that are told of: others are there to be weighed against. */
  labels: readonly string[]
}): DetectionTracker {
  const told = new Set(labels)
  let lasting = new Map<string, Detection>()

  return {
    add({ startS, endS, scores, levelDb }) {
      const begun: Detection[] = []
      const still = new Map<string, Detection>()
      for (const { label, probability } of levelDb < SILENCE_DB ? [] : scores) {
        if (!told.has(label)) continue
        const before = lasting.get(label)
        if (before && probability >= threshold * ENDS_BELOW) {
          const peak = Math.max(before.probability, probability)
          still.set(label, { ...before, endS, probability: peak })
        } else if (!before && probability >= threshold) {
          const detection = { label, startS, endS, probability }
          begun.push(detection)
          still.set(label, detection)
        }
      }
      const ended = [...lasting.values()].filter(({ label }) => !still.has(label))
      lasting = still
      return { begun, ended }
    },
    gap() {
      const ended = [...lasting.values()]
      lasting = new Map()
      return ended
    },
  }
}
