import type { DecodeOptions } from '../decode-options.js'
import type { Decoder } from '../decoder-standby.js'
import { blockBytes } from '../to-samples.js'
import { ffmpegArguments } from './ffmpeg-arguments.js'
import { FfmpegProcess } from './ffmpeg-process.js'
import { openOutputPipe } from './output-pipe.js'

/**
 * Starts an ffmpeg that decodes one input.
 *
 * @param input a path, an address of the range bridge, or pipe:0
 * @param isMono whether it is known to have one channel
 */
export async function startDecoder(
  input: string,
  options: Omit<DecodeOptions, 'name'>,
  isMono = false,
): Promise<Decoder> {
  const { sampleRate, maxDurationS, channel = null, stretch, ffmpegPath = 'ffmpeg' } = options
  const one = { inputs: [input], outputs: ['pipe:1'], isMono: [isMono] }
  const job = { ...one, sampleRate, maxDurationS, channel, stretch }
  const pipe = await openOutputPipe(blockBytes(sampleRate), options.temporaryFolder)
  const ffmpeg = new FfmpegProcess(ffmpegPath, ffmpegArguments(job), {
    pipesInput: input === 'pipe:0',
    output: pipe.childEnd,
    limits: { fileBytes: 0, cpuS: options.timeoutMs / 1000 + 1 },
  })
  return { ffmpeg, pipe }
}
