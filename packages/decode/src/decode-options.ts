import type { DecoderStandby } from './decoder-standby.js'

export type DecodeOptions = {
  /** Hz of the samples. */
  sampleRate: number
  maxDurationS: number
  /** Sentences that say what sets maxDurationS, where it is not MAX_DURATION_S. */
  tooLongBecause?: string
  /** Told before the first samples: how long the container says that it is, in seconds, and whether that is no mere estimate. */
  onDeclared?: (declaredS: number | null, isExact: boolean) => void
  /** How long ffmpeg may take in all; the time its reader takes does not count. */
  timeoutMs: number
  /** What messages call the input, such as its key. */
  name: string
  ffmpegPath?: string
  /** Where what is needed on the way may lie. Default: the system's folder for temporary files. */
  temporaryFolder?: string | undefined
  signal?: AbortSignal
  /** Decoders that have already started, for whole files that need no seeking. */
  standby?: DecoderStandby
  /** From 0: the one channel that is taken; the mix of all where not given. */
  channel?: number | null
  /** The one part that is decoded, which is sought in the file; neither maxDurationS nor the file's length matters then. */
  stretch?: Stretch
}

/** A part of a recording. Where it begins behind the recording's end, it has no samples. */
export type Stretch = { startS: number; durationS: number }
