/** A recording as a model heard it. */
export type HeardRecording = {
  durationS: number
  /** How much lies in a window, and from one to the next. */
  windowS: number
  hopS: number
  model: { name: string; revision: string }
  labels: readonly string[]
  /** In the order of time. */
  windows: { startS: number; endS: number; scores: ArrayLike<number> }[]
}

/** Probabilities among the labels, or cosines with their prompts, which other labels do not change. */
export type ScoreKind = 'probability' | 'similarity'

/** Where recordings are: their names, and what a model says of one of them. */
export type Recordings = {
  names: readonly string[]
  /** What of it the scores are: chosen where nobody said so. */
  score: ScoreKind
  /** @throws EarmarkError where it cannot be heard */
  hear: (name: string) => Promise<HeardRecording>
  /** Whether an error other than an EarmarkError is about one recording, and others may be heard. */
  isOfOne: (error: unknown) => boolean
  close: () => Promise<void>
}
