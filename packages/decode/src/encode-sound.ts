import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import ffmpeg from 'fluent-ffmpeg'
import { cancelled } from './decode-errors.js'
import type { Stretch } from './decode-options.js'
import { describeAccident, describeFailure, UNKNOWN_BYTES } from './ffmpeg/describe-failure.js'
import { addInput, toArguments, toSeconds } from './ffmpeg/ffmpeg-arguments.js'
import { FfmpegProcess } from './ffmpeg/ffmpeg-process.js'

/** `pcm` is what a WAV of 16 bits has behind its header. */
export type SoundForm = 'opus' | 'flac' | 'pcm'

export type EncodeOptions = {
  form: SoundForm
  /** All of it where not given. */
  stretch?: Stretch | undefined
  /** What messages call the input, such as its key. */
  name: string
  ffmpegPath?: string | undefined
  signal: AbortSignal
}

const outputOptions: Record<SoundForm, string[]> = {
  // 96 kbit/s of Opus: what nobody tells from the original. Of more than two channels it knows only some layouts.
  opus: [
    '-af',
    'aformat=channel_layouts=mono|stereo',
    '-c:a',
    'libopus',
    '-b:a',
    '96k',
    '-f',
    'ogg',
  ],
  // Speed before size: it is encoded while somebody waits.
  flac: ['-c:a', 'flac', '-compression_level', '2', '-f', 'flac'],
  pcm: ['-c:a', 'pcm_s16le', '-f', 's16le'],
}

/**
 * Encodes the first audio stream of a file anew, with its own rate and channels, as fast as the stream is read. ffmpeg ends with
 * the stream, and where the signal aborts. Where ffmpeg is ended by something else, the stream fails: what is only a part is
 * never passed off as the whole.
 *
 * @param input a path, or an address of a server on this machine that knows ranges
 * @returns the stream, once its first bytes are there; `null` where the stretch has no sound
 * @throws EarmarkError as decodeFile
 */
export async function encodeSound(
  input: string,
  { form, stretch, name, ffmpegPath = 'ffmpeg', signal }: EncodeOptions,
): Promise<Readable | null> {
  if (signal.aborted) throw cancelled(name, signal)
  const args = encodeArguments(input, form, stretch)
  const process = new FfmpegProcess(ffmpegPath, args, { pipesInput: false, output: 'pipe' })
  const output = new PassThrough()
  const stop = () => void output.destroy()
  signal.addEventListener('abort', stop, { once: true })
  // Who reads it is told too; before that, what is thrown here says it.
  output.on('error', () => {})
  output.once('close', () => {
    signal.removeEventListener('abort', stop)
    process.kill()
    // What is left is thrown away: otherwise its end would never be seen.
    process.stdout?.resume()
  })
  process.stdout?.pipe(output, { end: false })
  const ended = process.exited.then((exit) => {
    const run = { name, input, exit, log: process.log, firstBytes: UNKNOWN_BYTES }
    const accident = describeAccident(run)
    if (accident) output.destroy(accident)
    else output.end()
    return { run, accident }
  })
  ended.catch((error: Error) => output.destroy(error))
  await Promise.race([once(output, 'readable').catch(() => {}), ended])
  if (output.readableLength > 0) return output
  const { run, accident } = await ended.finally(() => output.destroy())
  if (signal.aborted) throw cancelled(name, signal)
  if (accident) throw accident
  if (run.exit.code === 0 && process.log.inputs.get(0)?.audio) return null
  throw describeFailure(run)
}

function encodeArguments(input: string, form: SoundForm, stretch: Stretch | undefined): string[] {
  const command = ffmpeg()
  addInput(command, input, stretch)
  command
    .output('pipe:1')
    .outputOptions([
      '-map',
      '0:a:0',
      ...outputOptions[form],
      '-map_metadata',
      '-1',
      '-bitexact',
      ...(stretch ? ['-t', toSeconds(stretch.durationS)] : []),
    ])
  return toArguments(command)
}
