import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { EarmarkError } from '@earmark/core'
import { isPlaylist } from './accepted-formats.js'
import { describeFailure } from './describe-failure.js'
import { ffmpegArguments } from './ffmpeg-arguments.js'
import { FfmpegProcess } from './ffmpeg-process.js'
import { readDeclaredDuration, readSourceInfo, type SourceInfo } from './read-stream-info.js'
import { toSamples } from './to-samples.js'

export type DecodeOptions = {
  /** Hz of the samples. */
  sampleRate: number
  maxDurationS: number
  /** How long ffmpeg may take in all; the time its reader takes does not count. */
  timeoutMs: number
  /** What messages call the input, such as its key. */
  name: string
  ffmpegPath?: string
  signal?: AbortSignal
}

export type AudioInfo = SourceInfo & { durationS: number }

export type Decoding = {
  /** Mono, in blocks of up to a second. Read them once, to the end. */
  samples: AsyncIterable<Float32Array>
  /** Known when the samples have been read. */
  info: Promise<AudioInfo>
}

const FIRST_BYTES = 64

/** Decodes a file. Memory does not grow with its length. */
export function decodeFile(path: string, options: DecodeOptions): Decoding {
  return decode(options, async () => {
    const firstBytes = await readFirstBytes(path)
    refuseUnfit(firstBytes, options.name)
    return { input: path, source: null }
  })
}

/** Decodes a stream, for containers that need no seeking. The stream is destroyed whatever happens. */
export function decodeStream(source: Readable, options: DecodeOptions): Decoding {
  return decode(options, async () => ({ input: 'pipe:0', source }))
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

/** @throws EarmarkError where the first bytes tell that there is nothing to decode */
export function refuseUnfit(firstBytes: Buffer, name: string): void {
  if (firstBytes.length === 0) {
    throw new EarmarkError('EMPTY_OBJECT', `${name} is empty: it holds no bytes.`, {
      permanent: true,
    })
  }
  if (isPlaylist(firstBytes)) {
    throw new EarmarkError(
      'UNDECODABLE_AUDIO',
      `${name} is a playlist or text that names other files. Such are never followed.`,
      { permanent: true },
    )
  }
}

export function tooLong(name: string, durationS: number, maxDurationS: number): EarmarkError {
  return new EarmarkError(
    'TOO_LONG',
    `${name} is longer than ${maxDurationS} s (${Math.round(durationS)} s). MAX_DURATION_S sets the limit.`,
    { permanent: true },
  )
}

function decode(
  options: DecodeOptions,
  prepare: () => Promise<{ input: string; source: Readable | null }>,
): Decoding {
  let resolveInfo!: (info: AudioInfo) => void
  let rejectInfo!: (error: unknown) => void
  const info = new Promise<AudioInfo>((resolve, reject) => {
    resolveInfo = resolve
    rejectInfo = reject
  })
  info.catch(() => {})
  async function* samples(): AsyncGenerator<Float32Array> {
    try {
      const { input, source } = await prepare()
      resolveInfo(yield* runDecoder(options, input, source))
    } catch (error) {
      rejectInfo(error)
      throw error
    }
  }
  return { samples: samples(), info }
}

async function* runDecoder(
  options: DecodeOptions,
  input: string,
  source: Readable | null,
): AsyncGenerator<Float32Array, AudioInfo> {
  const { sampleRate, maxDurationS, name, signal } = options
  signal?.throwIfAborted()
  const ffmpeg = new FfmpegProcess(
    options.ffmpegPath ?? 'ffmpeg',
    ffmpegArguments({ inputs: [input], outputs: ['pipe:1'], sampleRate, maxDurationS }),
    { pipesInput: source !== null, outputsToFiles: false },
  )
  const stop = () => ffmpeg.kill()
  signal?.addEventListener('abort', stop, { once: true })
  let sourceError: Error | null = null
  source?.on('error', (error) => {
    sourceError = error
    ffmpeg.kill()
  })
  if (source && ffmpeg.stdin) source.pipe(ffmpeg.stdin)
  let isTimedOut = false
  let leftMs = options.timeoutMs
  let decoded = 0
  try {
    const blocks = toSamples(ffmpeg.stdout, sampleRate)
    for (;;) {
      const startedAt = performance.now()
      const timer = setTimeout(
        () => {
          isTimedOut = true
          ffmpeg.kill()
        },
        Math.max(0, leftMs),
      )
      const block = await blocks.next().finally(() => clearTimeout(timer))
      leftMs -= performance.now() - startedAt
      if (block.done || isTimedOut || sourceError || signal?.aborted) break
      decoded += block.value.length
      if (decoded > maxDurationS * sampleRate) {
        const declared = readDeclaredDuration(ffmpeg.log, 0) ?? 0
        throw tooLong(name, Math.max(declared, decoded / sampleRate), maxDurationS)
      }
      yield block.value
    }
    const exit = await ffmpeg.exited
    if (signal?.aborted)
      throw signal.reason instanceof Error
        ? signal.reason
        : new EarmarkError('CANCELLED', `Decoding ${name} was cancelled.`)
    if (sourceError) throw sourceError
    if (isTimedOut) {
      throw new EarmarkError(
        'DECODE_TIMEOUT',
        `ffmpeg did not finish ${name} within ${options.timeoutMs / 1000} s.`,
        { permanent: true },
      )
    }
    // What was decoded before a damaged end counts; a signal that was not ours says nothing about the file.
    if (decoded === 0 || exit.signal !== null) throw describeFailure(name, exit, ffmpeg.log)
    const info = readSourceInfo(ffmpeg.log, 0)
    if (!info)
      throw new EarmarkError('INTERNAL', `ffmpeg decoded ${name} but did not say what it was.`)
    return { ...info, durationS: decoded / sampleRate }
  } finally {
    ffmpeg.kill()
    signal?.removeEventListener('abort', stop)
    source?.destroy()
    await ffmpeg.exited.catch(() => {})
  }
}
