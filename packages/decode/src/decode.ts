import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { AudioInfo } from './audio-info.js'
import type { DecodeOptions, Stretch } from './decode-options.js'
import { describeContent, UNKNOWN_BYTES } from './ffmpeg/describe-failure.js'
import { type DecoderInput, runDecoder } from './ffmpeg/run-decoder.js'
import { needsSeeking } from './needs-seeking.js'

export type Decoding = {
  /**
   * Mono, in blocks of up to a second, each in the memory of the one before: take from it what you need before the next.
   * Read them once, to the end; ffmpeg starts with the first.
   */
  samples: AsyncIterable<Float32Array>
  /** Known when the samples have been read to the end. */
  info: Promise<AudioInfo>
}

const FIRST_BYTES = 256

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
    // What has started already reads from a pipe.
    return options.standby && !options.stretch && !needsSeeking(firstBytes)
      ? { path: null, firstBytes: null, source: createReadStream(path) }
      : { path, firstBytes, source: null }
  })
}

/**
 * Decodes what a server on this machine gives in ranges, of which only what is needed is read: a stretch of a long recording
 * costs little more than itself.
 *
 * @param url `http://127.0.0.1:…`
 * @throws EarmarkError from `samples`, as decodeFile
 */
export function decodeUrl(url: string, options: DecodeOptions & { stretch: Stretch }): Decoding {
  return decode(options, async () => ({ path: url, firstBytes: UNKNOWN_BYTES, source: null }))
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
