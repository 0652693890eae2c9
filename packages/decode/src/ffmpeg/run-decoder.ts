import type { Readable } from 'node:stream'
import { EarmarkError } from '@earmark/core'
import type { AudioInfo } from '../audio-info.js'
import { declaresMono } from '../declares-mono.js'
import { cancelled, timedOut, tooLong } from '../decode-errors.js'
import type { DecodeOptions } from '../decode-options.js'
import { decodeShort } from '../decode-short.js'
import type { Decoder } from '../decoder-standby.js'
import { isMixCancelled } from '../is-mix-cancelled.js'
import { SampleCheck } from '../sample-check.js'
import { toSamples } from '../to-samples.js'
import { describeAccident, describeFailure, untold } from './describe-failure.js'
import { feedSource } from './feed-source.js'
import type { FfmpegProcess } from './ffmpeg-process.js'
import { startDecoder } from './start-decoder.js'

export type DecoderInput =
  | { path: string; firstBytes: Buffer; source: null }
  | { path: null; firstBytes: null; source: Readable }

/** Runs one ffmpeg, and yields its samples as fast as they are asked for. It never outlives the generator. */
export async function* runDecoder(
  options: DecodeOptions,
  { path, firstBytes, source }: DecoderInput,
): AsyncGenerator<Float32Array, AudioInfo> {
  const { sampleRate, maxDurationS, name, signal, timeoutMs, channel = null, stretch } = options
  const input = path ?? 'pipe:0'
  const waiting = source && options.standby?.take(options)
  const { ffmpeg, pipe } = waiting ?? (await startUnlessAborted(input, source, options, firstBytes))
  const kill = () => ffmpeg.kill()
  signal?.addEventListener('abort', kill, { once: true })
  if (signal?.aborted) kill()
  const feed = source && ffmpeg.stdin ? feedSource(source, ffmpeg.stdin, kill) : null
  let isTimedOut = false
  let leftMs = timeoutMs
  let decoded = 0
  const check = new SampleCheck()

  async function nextBlock(): Promise<Float32Array | null> {
    const startedAt = performance.now()
    const timer = setTimeout(() => {
      isTimedOut = true
      ffmpeg.kill()
    }, leftMs)
    try {
      const block = await pipe.blocks.next()
      return block.done ? null : toSamples(block.value)
    } finally {
      clearTimeout(timer)
      leftMs = Math.max(1, leftMs - (performance.now() - startedAt))
    }
  }

  /** Why this run has no result, whatever it has decoded so far. */
  function whyStopped(): EarmarkError | null {
    if (signal?.aborted) return cancelled(name, signal)
    const sourceError = feed?.error()
    if (sourceError) return brokenSource(name, sourceError)
    return isTimedOut ? timedOut(name, timeoutMs) : null
  }

  try {
    for (let block = await nextBlock(); block; block = await nextBlock()) {
      const stopped = whyStopped()
      if (stopped) throw stopped
      decoded += block.length
      const declared = declaredDuration(ffmpeg)
      const isBeyond = decoded > maxDurationS * sampleRate || (declared ?? 0) > maxDurationS + 1
      if (!stretch && isBeyond) throw tooLong(name, declared, options)
      if (decoded === block.length)
        options.onDeclared?.(ffmpeg.log.inputs.get(0)?.declaredS ?? null, declared !== null)
      // What is no sound is counted to its end, and nobody hears any more of it.
      if (check.add(block)) yield block
    }
    const exit = await ffmpeg.exited
    const run = {
      name,
      input,
      exit,
      log: ffmpeg.log,
      firstBytes: firstBytes ?? feed?.firstBytes() ?? Buffer.alloc(0),
    }
    const stopped = whyStopped() ?? describeAccident(run)
    if (stopped) throw stopped
    const { audio = null, tags = {} } = ffmpeg.log.inputs.get(0) ?? {}
    const isSound = audio && exit.code === 0
    if (decoded === 0 && isSound && !stretch && (feed === null || feed.isWhole())) {
      const content = feed?.firstBytes() ?? null
      const short = await decodeShort(input, content, audio.sampleRate, options)
      decoded = short.length
      if (decoded > 0 && check.add(short)) yield short
    }
    const unsound = check.describe(name, sampleRate)
    if (unsound) throw unsound
    // What was decoded before a damaged end counts, whatever ffmpeg's exit code says of the damage.
    if (decoded === 0 && !(stretch && isSound)) throw describeFailure(run)
    if (!audio && ffmpeg.log.hasUntoldStream) throw untold(name)
    if (!audio) {
      throw new EarmarkError('INTERNAL', `ffmpeg decoded ${name} but did not say what it was.`)
    }
    const { power } = check
    // Of a stream it is known too late to measure nothing; the answer is the same.
    const isMix = channel === null && !declaresMono(run.firstBytes)
    return {
      ...audio,
      tags,
      durationS: decoded / sampleRate,
      heardChannel: channel === null ? null : channel + 1,
      power,
      isMixCancelled: isMix && isMixCancelled(power, ffmpeg.log.levels.meanPower(0)),
    }
  } finally {
    signal?.removeEventListener('abort', kill)
    ffmpeg.kill()
    pipe.destroy()
    ffmpeg.stdin?.destroy()
    source?.destroy()
    await ffmpeg.exited.catch(() => {})
  }
}

async function startUnlessAborted(
  input: string,
  source: Readable | null,
  options: DecodeOptions,
  firstBytes: Buffer | null,
): Promise<Decoder> {
  try {
    if (options.signal?.aborted) throw cancelled(options.name, options.signal)
    return await startDecoder(input, options, firstBytes !== null && declaresMono(firstBytes))
  } catch (error) {
    source?.destroy()
    throw error
  }
}

/** Containers whose declared length is to be trusted: WAV's is often a placeholder, a transport stream's clock jumps. */
const TRUSTED = /^(mov|matroska|flac|mp3|asf)\b/

function declaredDuration({ log }: FfmpegProcess): number | null {
  const input = log.inputs.get(0)
  return input && TRUSTED.test(input.format) ? input.declaredS : null
}

function brokenSource(name: string, error: Error): EarmarkError {
  if (error instanceof EarmarkError) return error
  const message = `The bytes of ${name} broke off before their end: ${error.message}`
  return new EarmarkError('STORAGE_UNAVAILABLE', message, { cause: error })
}
