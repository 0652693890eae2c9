import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { describeContent } from './describe-failure.js'
import type { SourceInfo } from './ffmpeg-log.js'
import { type DecoderInput, runDecoder } from './run-decoder.js'

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
  /** From 0: the one channel that is taken; the mix of all where not given. */
  channel?: number | null
}

export type AudioInfo = SourceInfo & {
  durationS: number
  /** From 1, where that channel alone was taken, since the channels cancel each other; null for the mix of all. */
  heardChannel: number | null
  /** The mean square of the samples. */
  power: number
  /** Whether the channels have far more power than their mix, which these samples are. */
  isMixCancelled: boolean
}

export type Decoding = {
  /**
   * Mono, in blocks of up to a second, each in the memory of the one before: take from it what you need before the next.
   * Read them once, to the end; ffmpeg starts with the first.
   */
  samples: AsyncIterable<Float32Array>
  /** Known when the samples have been read to the end. */
  info: Promise<AudioInfo>
}

const FIRST_BYTES = 64

/**
 * Decodes a file. Memory does not grow with its length.
 *
 * @throws EarmarkError from `samples`: EMPTY_OBJECT, NO_AUDIO_STREAM, UNDECODABLE_AUDIO, TOO_LONG, DECODE_TIMEOUT,
 * DECODE_CRASHED, CANCELLED
 */
export function decodeFile(path: string, options: DecodeOptions): Decoding {
  return decode(options, async () => {
    const firstBytes = await readFirstBytes(path)
    const refused = describeContent(firstBytes, options.name)
    if (refused) throw refused
    return { path, firstBytes, source: null }
  })
}

/**
 * Decodes a stream, for containers that need no seeking (see needsSeeking). It is read as fast as the samples
 * are, and destroyed whatever happens, provided that the samples are asked for or the signal aborts.
 *
 * @throws EarmarkError from `samples`, as decodeFile; what the stream fails with, where that is one;
 * STORAGE_UNAVAILABLE for its other failures
 */
export function decodeStream(source: Readable, options: DecodeOptions): Decoding {
  const { signal } = options
  const destroy = () => void source.destroy()
  source.on('error', () => {})
  source.once('close', () => signal?.removeEventListener('abort', destroy))
  if (signal?.aborted) destroy()
  signal?.addEventListener('abort', destroy, { once: true })
  return decode(options, async () => ({ path: null, firstBytes: null, source }))
}

export async function readFirstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function decode(options: DecodeOptions, prepare: () => Promise<DecoderInput>): Decoding {
  let resolveInfo!: (info: AudioInfo) => void
  let rejectInfo!: (error: unknown) => void
  const info = new Promise<AudioInfo>((resolve, reject) => {
    resolveInfo = resolve
    rejectInfo = reject
  })
  // Who reads the samples learns of the failure there.
  info.catch(() => {})
  async function* samples(): AsyncGenerator<Float32Array> {
    try {
      resolveInfo(yield* runDecoder(options, await prepare()))
    } catch (error) {
      rejectInfo(error)
      throw error
    }
  }
  return { samples: samples(), info }
}
