import type { ObjectSummary } from '@earmark/db'
import { decodeFile, decodeUrl, type Stretch } from '@earmark/decode'
import type { ApiDependencies } from '../../dependencies.js'
import { createGate } from './create-gate.js'
import { createRangeBridge } from './create-range-bridge.js'
import { createSoundFiles } from './create-sound-files.js'
import { isReadInRanges } from './seeks-well.js'

/** Of the machine's cores, most are for others. */
const FFMPEGS_AT_ONCE = 2
/** An hour of sound takes ffmpeg a few seconds. */
const LONGEST_DECODE_MS = 15 * 60_000
/** Of a large object, this much is read in ranges; for more of it, it is fetched. */
const LONGEST_IN_RANGES_S = 900

/** Hz of what pictures are made of: the highest frequency that they show is 14 kHz. */
export const PICTURE_SAMPLE_RATE = 32_000

export type Sounds = {
  /**
   * Runs work on what ffmpeg can seek in: a copy of the object on the disk or, of a large one of a kind in which seconds are found
   * quickly, an address on this machine.
   *
   * @param work is given a signal that aborts where the given one does, or where the object cannot be read any further
   * @throws EarmarkError as SoundFiles and RangeBridge do
   */
  withInput<Result>(
    object: ObjectSummary,
    signal: AbortSignal,
    work: (input: string, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result>
  /**
   * Gives a stretch of an object, block by block as decodeFile does, at 32 kHz: of the channel that was heard, or of the mix. Two
   * such pieces of work run at a time.
   *
   * @throws EarmarkError as decodeFile and withInput do
   */
  readStretch(
    object: ObjectSummary,
    stretch: Stretch,
    signal: AbortSignal,
    take: (block: Float32Array) => void,
  ): Promise<void>
  close: () => Promise<void>
}

/** The sound of objects as something that ffmpeg can seek in. */
export function createSounds(deps: ApiDependencies): Sounds {
  const files = createSoundFiles(deps)
  const bridge = createRangeBridge(deps.storage)
  const pass = createGate(FFMPEGS_AT_ONCE)
  const { ffmpegPath } = deps

  return {
    withInput: (object, signal, work) =>
      isReadInRanges(object)
        ? bridge.withUrl(object, signal, work)
        : files.withFile(object, signal, (path) => work(path, signal)),
    async readStretch(object, stretch, signal, take) {
      const options = {
        stretch,
        signal,
        sampleRate: PICTURE_SAMPLE_RATE,
        maxDurationS: stretch.durationS,
        timeoutMs: LONGEST_DECODE_MS,
        name: `s3://${object.bucket}/${object.key}`,
        channel: object.heardChannel === null ? null : object.heardChannel - 1,
        ...(ffmpegPath !== undefined && { ffmpegPath }),
      }
      await pass(signal, () => {
        if (stretch.durationS <= LONGEST_IN_RANGES_S && isReadInRanges(object)) {
          return bridge.withUrl(object, signal, (url, either) =>
            takeAll(decodeUrl(url, { ...options, signal: either })),
          )
        }
        return files.withFile(object, signal, (path) => takeAll(decodeFile(path, options)))
      })
      async function takeAll({ samples }: { samples: AsyncIterable<Float32Array> }) {
        for await (const block of samples) take(block)
      }
    },
    async close() {
      await Promise.all([files.close(), bridge.close()])
    },
  }
}
