import type { ObjectSummary } from '@earmark/db'
import { decodeFile, type Stretch } from '@earmark/decode'
import type { ApiDependencies } from '../../dependencies.js'
import { createGate } from './create-gate.js'
import { createSoundFiles } from './create-sound-files.js'

/** Of the machine's cores, most are for others. */
const FFMPEGS_AT_ONCE = 2
/** An hour of sound takes ffmpeg a few seconds. */
const LONGEST_DECODE_MS = 15 * 60_000

/** Hz of what pictures are made of: the highest frequency that they show is 14 kHz. */
export const PICTURE_SAMPLE_RATE = 32_000

export type Sounds = {
  /** Runs work on a copy of the object, with at most two such pieces of work at a time. */
  withFile<Result>(
    object: ObjectSummary,
    signal: AbortSignal,
    work: (path: string) => Promise<Result>,
  ): Promise<Result>
  /**
   * Gives a stretch of an object, block by block as decodeFile does, at 32 kHz: of the channel that was heard, or of the mix.
   *
   * @throws EarmarkError as decodeFile and SoundFiles do
   */
  readStretch(
    object: ObjectSummary,
    stretch: Stretch,
    signal: AbortSignal,
    take: (block: Float32Array) => void,
  ): Promise<void>
  close: () => Promise<void>
}

/** The sound of objects as files that ffmpeg can seek in. */
export function createSounds(deps: ApiDependencies): Sounds {
  const files = createSoundFiles(deps)
  const pass = createGate(FFMPEGS_AT_ONCE)
  const { ffmpegPath } = deps

  const withFile: Sounds['withFile'] = (object, signal, work) =>
    pass(signal, () => files.withFile(object, signal, work))

  return {
    withFile,
    readStretch: (object, stretch, signal, take) =>
      withFile(object, signal, async (path) => {
        const { samples } = decodeFile(path, {
          stretch,
          signal,
          sampleRate: PICTURE_SAMPLE_RATE,
          maxDurationS: stretch.durationS,
          timeoutMs: LONGEST_DECODE_MS,
          name: `s3://${object.bucket}/${object.key}`,
          channel: object.heardChannel === null ? null : object.heardChannel - 1,
          ...(ffmpegPath !== undefined && { ffmpegPath }),
        })
        for await (const block of samples) take(block)
      }),
    close: files.close,
  }
}
