import type { FfmpegProcess } from './ffmpeg/ffmpeg-process.js'
import type { OutputPipe } from './ffmpeg/output-pipe.js'

/** One ffmpeg, and what its samples come through. Whoever has it kills the one and destroys the other. */
export type Decoder = { ffmpeg: FfmpegProcess; pipe: OutputPipe }

/** What is to be decoded, as DecodeOptions has it. Those that wait take the whole of a file, and mix its channels. */
export type Asked = {
  sampleRate: number
  maxDurationS: number
  channel?: number | null
  stretch?: object
}

/** Decoders that have been started before anything is there to decode. */
export interface DecoderStandby {
  /** One that waits for its input, which is the caller's now; null where none does. Another one starts in its place. */
  take: (asked: Asked) => Decoder | null
  close: () => void
}
