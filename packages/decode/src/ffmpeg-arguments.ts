import ffmpeg from 'fluent-ffmpeg'
import { acceptedFormats } from './accepted-formats.js'

export type FfmpegJob = {
  /** Paths, or pipe:0 for standard input. */
  inputs: string[]
  /** One for each input: a path, or pipe:1 for standard output. */
  outputs: string[]
  sampleRate: number
  maxDurationS: number
}

/** One second more than allowed is let through, so that audio at the limit and audio beyond it can be told apart. */
const MARGIN_S = 1

/** Builds ffmpeg's arguments: of each input its first audio stream, as mono 32-bit floats at the rate. */
export function ffmpegArguments({
  inputs,
  outputs,
  sampleRate,
  maxDurationS,
}: FfmpegJob): string[] {
  const command = ffmpeg()
  for (const input of inputs) {
    const protocol = input.startsWith('pipe:') ? 'pipe' : 'file'
    command
      .input(protocol === 'file' ? `file:${input}` : input)
      .inputOptions([
        '-protocol_whitelist',
        protocol,
        '-format_whitelist',
        acceptedFormats.join(','),
        '-vn',
        '-sn',
        '-dn',
        '-threads',
        '1',
      ])
  }
  for (const [index, output] of outputs.entries()) {
    command
      .output(output)
      .outputOptions([
        '-map',
        `${index}:a:0`,
        '-ac',
        '1',
        '-ar',
        String(sampleRate),
        '-f',
        'f32le',
        '-bitexact',
        '-t',
        String(maxDurationS + MARGIN_S),
      ])
  }
  // The builder's list of arguments: the process is ours, so that it can be killed as a group.
  const built = (command as unknown as { _getArguments: () => string[] })._getArguments()
  return ['-nostdin', '-hide_banner', '-nostats', '-v', 'info', ...built]
}
