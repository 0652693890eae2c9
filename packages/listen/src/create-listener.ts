import { type DueWindow, LiveWindows } from './live-windows.js'
import type { Question } from './score-live.js'

export interface Score {
  label: string
  probability: number
  /** Cosine with the label's prompt; a classifier's logit. */
  similarity: number
}

export interface HeardWindow {
  /** Seconds of sound since the first. */
  startS: number
  endS: number
  /** By label, in the question's order. */
  scores: Score[]
  /** dB of full scale, -Infinity for digital silence. */
  levelDb: number
  /** From the arrival of the window's last sample to these scores. */
  latencyMs: number
}

export interface ListenerOptions {
  /** Hz */
  sampleRate: number
  windowS: number
  hopS: number
  question: Question
  /** Embeds or classifies a window. Where it throws, the window is lost, and `onFailure` told. */
  hear: (samples: Float32Array) => Promise<Float32Array>
  onWindow: (window: HeardWindow) => void
  /** Windows that nobody heard, since sound came faster than it could be heard. */
  onDropped: (windows: { startS: number; endS: number }[]) => void
  onFailure: (error: unknown) => void
}

export interface Listener {
  push: (samples: Float32Array) => void
  /** The sound breaks off here: no window reaches over this moment. */
  gap: () => void
  /** For windows that are due from now on. */
  ask: (question: Question) => void
  setHop: (hopS: number) => void
  /** Seconds of sound that came. */
  soundS: () => number
  /** Resolves when all windows that are due were heard or dropped. */
  settle: () => Promise<void>
}

/** A window that waits longer is dropped: scores of long ago are of no use to who listens live. */
const MAX_WAIT_MS = 1000
const SPARE_S = 5

/**
 * Listens to sound as it comes: one window at a time is heard, and those that are due meanwhile wait for a second at most. So
 * however slow the model is, memory is bounded and scores are of now.
 */
export function createListener(options: ListenerOptions): Listener {
  const { sampleRate, onWindow, onDropped, onFailure } = options
  const toSamples = (s: number) => Math.round(s * sampleRate)
  const windows = new LiveWindows({
    sampleRate,
    windowSamples: toSamples(options.windowS),
    hopSamples: toSamples(options.hopS),
    spareSamples: toSamples(SPARE_S),
  })
  let { question } = options
  const waiting: (DueWindow & { atMs: number })[] = []
  let work: Promise<void> | null = null

  function add(due: DueWindow[]): void {
    const atMs = performance.now()
    waiting.push(...due.map((window) => ({ ...window, atMs })))
    if (waiting.length > 0) work ??= hearWaiting().finally(() => (work = null))
  }

  async function hearWaiting(): Promise<void> {
    for (let next = takeNext(); next; next = takeNext()) {
      const { window, samples } = next
      const asked = question
      try {
        const { probabilities, similarities } = asked.score(await options.hear(samples))
        onWindow({
          ...toSeconds(window),
          scores: asked.labels.map((label, at) => ({
            label,
            probability: probabilities[at]!,
            similarity: similarities[at]!,
          })),
          levelDb: levelOf(samples),
          latencyMs: performance.now() - window.atMs,
        })
      } catch (error) {
        onFailure(error)
      }
    }
  }

  /** The oldest window that is still worth hearing. */
  function takeNext() {
    const oldestMs = performance.now() - MAX_WAIT_MS
    const dropped: DueWindow[] = []
    let next: { window: (typeof waiting)[number]; samples: Float32Array } | null = null
    while (next === null && waiting.length > 0) {
      const window = waiting.shift()!
      const samples = window.atMs < oldestMs ? null : windows.read(window)
      if (samples) next = { window, samples }
      else dropped.push(window)
    }
    if (dropped.length > 0) onDropped(dropped.map(toSeconds))
    return next
  }

  const toSeconds = ({ start, end }: DueWindow) => ({
    startS: start / sampleRate,
    endS: end / sampleRate,
  })

  return {
    push: (samples) => add(windows.push(samples)),
    gap: () => add(windows.gap()),
    ask(asked) {
      question = asked
    },
    setHop: (hopS) => windows.setHop(toSamples(hopS)),
    soundS: () => windows.heard / sampleRate,
    settle: async () => work ?? undefined,
  }
}

function levelOf(samples: Float32Array): number {
  let energy = 0
  for (let i = 0; i < samples.length; i++) energy += samples[i]! ** 2
  return 10 * Math.log10(energy / samples.length)
}
