import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg'
import { acceptedFormats } from '../accepted-formats.js'
import type { Stretch } from '../decode-options.js'

export type FfmpegJob = {
  /** Paths, addresses of the range bridge (`http://127.0.0.1:…`), or pipe:0 for standard input. */
  inputs: string[]
  /** One for each input: a path, or pipe:1 for standard output. */
  outputs: string[]
  /** Hz; null for the file's own. */
  sampleRate: number | null
  maxDurationS: number
  /** From 0: the one channel that is taken; null for the mix of all. */
  channel?: number | null
  /** Of each input, whether it is known to have one channel: then the channels' power is not measured. */
  isMono?: boolean[]
  /** What is taken of each input; all up to maxDurationS where not given. */
  stretch?: Stretch | undefined
}

/** One second more than allowed is let through, so that audio at the limit and audio beyond it can be told apart. */
const MARGIN_S = 1

/** The most that ffmpeg writes of one input, and a little more. */
export function outputBytes(sampleRate: number, maxDurationS: number): number {
  return (maxDurationS + 2 * MARGIN_S) * sampleRate * Float32Array.BYTES_PER_ELEMENT
}

/** Bytes. No honest audio file makes ffmpeg ask for more in one piece; a hostile header can ask for 2 GB. */
export const MAX_ALLOCATION = 512 * 1024 * 1024

/**
 * Builds ffmpeg's arguments: of each input its first audio stream, as mono 32-bit floats at the rate. The
 * mix is ffmpeg's own (stereo: 0.707 L + 0.707 R), as in transformers' `ffmpeg_read`, so that both give the
 * same scores. One thread and no encoder's mark: the same bytes give the same samples.
 *
 * Beside the mix, the channels' mean power is measured for the log (see ChannelLevels), since channels in antiphase cancel each
 * other in the mix. It is measured on a branch of its own, which leaves the mix as it is to the bit; of one channel it is
 * not, for it takes a fifth of decoding.
 */
export function ffmpegArguments({
  inputs,
  outputs,
  sampleRate,
  maxDurationS,
  channel = null,
  isMono = [],
  stretch,
}: FfmpegJob): string[] {
  const command = ffmpeg()
  for (const input of inputs) addInput(command, input, stretch)
  for (const [index, output] of outputs.entries()) {
    // A stretch is cut out by a filter, and ffmpeg resamples in 16 bits where no other follows.
    const isUnmeasured = !stretch && isMono[index] === true
    command.output(output).outputOptions([
      '-map',
      `${index}:a:0`,
      ...filters(index, channel, isUnmeasured),
      '-ac',
      '1',
      ...(sampleRate === null ? [] : ['-ar', String(sampleRate)]),
      '-f',
      'f32le',
      '-bitexact',
      // Otherwise it writes each packet by itself, some 5 KB.
      '-flush_packets',
      '0',
      '-t',
      stretch ? toSeconds(stretch.durationS) : String(maxDurationS + MARGIN_S),
    ])
  }
  return toArguments(command)
}

/** Arguments for a run that writes nothing and logs the power of each channel of the first audio stream. */
export function loudestChannelArguments(job: { input: string; maxDurationS: number }): string[] {
  const command = ffmpeg()
  addInput(command, job.input)
  command
    .output('-')
    .outputOptions([
      '-map',
      '0:a:0',
      '-af',
      'astats@0=measure_perchannel=RMS_level:measure_overall=none',
      '-f',
      'null',
      '-t',
      String(job.maxDurationS + MARGIN_S),
    ])
  return toArguments(command)
}

/** Never with an exponent, which ffmpeg does not read. */
export function toSeconds(s: number): string {
  return s.toFixed(6)
}

/**
 * Of a stretch not much more is read than itself. The output's own limit is exact, but it does not stop a branch of the
 * filters that leads to no output, which would be fed to the recording's end.
 */
export function addInput(command: FfmpegCommand, input: string, stretch?: Stretch): void {
  const protocols = protocolsOf(input)
  const { startS, durationS } = stretch ?? { startS: 0, durationS: null }
  command
    .input(protocols === 'file' ? `file:${input}` : input)
    .inputOptions([
      '-protocol_whitelist',
      protocols,
      '-format_whitelist',
      acceptedFormats.join(','),
      '-vn',
      '-sn',
      '-dn',
      '-threads',
      '1',
      ...(startS > 0 ? ['-ss', toSeconds(startS)] : []),
      ...(durationS === null ? [] : ['-t', toSeconds(durationS + MARGIN_S)]),
    ])
}

function protocolsOf(input: string): string {
  if (input.startsWith('pipe:')) return 'pipe'
  return input.startsWith('http://127.0.0.1:') ? 'http,tcp' : 'file'
}

/** The builder's list of arguments: the process is ours, so that it can be killed as a group. */
export function toArguments(command: FfmpegCommand): string[] {
  const built = (command as unknown as { _getArguments: () => string[] })._getArguments()
  const log = ['-hide_banner', '-nostats', '-v', 'level+info']
  // Otherwise ffmpeg starts as many threads as there are cores for each output, which sound has no use for.
  const threads = ['-filter_threads', '1']
  return ['-nostdin', '-max_alloc', String(MAX_ALLOCATION), ...threads, ...log, ...built]
}

function filters(index: number, channel: number | null, isUnmeasured: boolean): string[] {
  if (channel !== null) return ['-af', `pan=mono|c0=c${channel}`]
  return isUnmeasured ? [] : ['-af', measureChannels(index)]
}

/** volumedetect costs a fraction of what astats does, which would be felt in an archive of short clips. */
function measureChannels(input: number): string {
  return `asplit[mixed][measured];[measured]volumedetect@${input},anullsink;[mixed]anull`
}
