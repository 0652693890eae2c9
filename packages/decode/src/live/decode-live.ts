import { EarmarkError } from '@earmark/core'
import { cancelled } from '../decode-errors.js'
import {
  describeAccident,
  describeFailure,
  type FailedRun,
  reasonOf,
} from '../ffmpeg/describe-failure.js'
import { feedSource } from '../ffmpeg/feed-source.js'
import { FfmpegProcess } from '../ffmpeg/ffmpeg-process.js'
import { openOutputPipe } from '../ffmpeg/output-pipe.js'
import { toSamples } from '../to-samples.js'
import { liveArguments } from './live-arguments.js'
import type { LiveInput, LiveOptions } from './live-input.js'

/** So long is a block, and so much later than without blocks is sound heard. */
const BLOCK_S = 0.025

/**
 * Decodes sound while it arrives, for as long as it does. Memory does not grow: what is not taken waits in pipes of fixed size, and
 * holds up the source. ffmpeg never outlives the generator.
 *
 * @returns mono samples in blocks of 25 ms, each in the memory of the one before; it ends where a source ends after sound
 * @throws EarmarkError STREAM_UNAVAILABLE where there is no sound for `silentMs`, or an input without bytes of ours ends;
 * UNDECODABLE_AUDIO, NO_AUDIO_STREAM or EMPTY_OBJECT where a source ended and held no sound; CANCELLED; what the source fails with
 */
export async function* decodeLive(
  input: LiveInput,
  { sampleRate, name, silentMs, onOpen, ffmpegPath = 'ffmpeg', signal }: LiveOptions,
): AsyncGenerator<Float32Array> {
  const source = input.kind === 'bytes' ? input.source : null
  const blockBytes = Math.round(BLOCK_S * sampleRate) * Float32Array.BYTES_PER_ELEMENT
  const pipe = await openOutputPipe(blockBytes)
  const ffmpeg = new FfmpegProcess(ffmpegPath, liveArguments(input, sampleRate), {
    pipesInput: source !== null,
    output: pipe.childEnd,
    ...(input.kind === 'device' && { environment: input.environment }),
  })
  const kill = () => ffmpeg.kill()
  signal?.addEventListener('abort', kill, { once: true })
  if (signal?.aborted) kill()
  const feed = source && ffmpeg.stdin ? feedSource(source, ffmpeg.stdin, kill) : null
  let isSilent = false
  let blocks = 0
  let receivedBefore = 0

  function giveUp(): void {
    isSilent = true
    ffmpeg.kill()
  }

  async function nextBlock(): Promise<Float32Array | null> {
    const halfMs = (silentMs ?? 0) / 2
    let timer = silentMs === undefined ? undefined : setTimeout(noteReceived, halfMs)
    function noteReceived() {
      receivedBefore = feed?.received() ?? 0
      timer = setTimeout(giveUp, halfMs)
    }
    try {
      const block = await pipe.blocks.next()
      return block.done ? null : toSamples(block.value)
    } finally {
      clearTimeout(timer)
    }
  }

  try {
    for (let block = await nextBlock(); block; block = await nextBlock()) {
      const audio = ffmpeg.log.inputs.get(0)?.audio
      if (blocks === 0 && audio) onOpen?.(audio)
      blocks++
      yield block
    }
    const exit = await ffmpeg.exited
    if (signal?.aborted) throw cancelled(name, signal)
    const failure = feed?.error()
    if (failure) throw broken(name, failure)
    if (isSilent) throw silent(name, silentMs ?? 0, (feed?.received() ?? 0) > receivedBefore)
    const run = {
      name,
      input: input.kind === 'rtsp' ? input.url : 'pipe:0',
      exit,
      log: ffmpeg.log,
      firstBytes: feed?.firstBytes() ?? Buffer.alloc(0),
    }
    const accident = describeAccident(run)
    if (accident) throw accident
    if (blocks > 0) return
    throw feed ? describeFailure(run) : closed(run)
  } finally {
    signal?.removeEventListener('abort', kill)
    ffmpeg.kill()
    pipe.destroy()
    ffmpeg.stdin?.destroy()
    source?.destroy()
    await ffmpeg.exited.catch(() => {})
  }
}

/** @param sends whether bytes come, all the same */
function silent(name: string, silentMs: number, sends: boolean): EarmarkError {
  const what = sends ? 'sends data, but there was no sound in it' : 'sent nothing'
  return new EarmarkError('STREAM_UNAVAILABLE', `${name} ${what} for ${silentMs / 1000} s.`)
}

/** An input that ffmpeg opens itself, and that gave nothing. */
function closed(run: FailedRun): EarmarkError {
  if (run.log.hasNoAudioStream) return describeFailure(run)
  const reason = reasonOf(run).replaceAll(/\/\/[^/@\s]*@/g, '//') || 'it ended without sound'
  return new EarmarkError('STREAM_UNAVAILABLE', `${run.name} cannot be heard: ${reason}.`)
}

function broken(name: string, error: Error): EarmarkError {
  if (error instanceof EarmarkError) return error
  const message = `${name} broke off: ${error.message}.`
  return new EarmarkError('STREAM_UNAVAILABLE', message, { cause: error })
}
