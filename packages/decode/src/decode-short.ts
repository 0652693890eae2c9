import { Readable } from 'node:stream'
import type { DecodeOptions } from './decode-options.js'
import { feedSource } from './ffmpeg/feed-source.js'
import { ffmpegArguments } from './ffmpeg/ffmpeg-arguments.js'
import { FfmpegProcess } from './ffmpeg/ffmpeg-process.js'
import { openOutputPipe } from './ffmpeg/output-pipe.js'
import { blockBytes, toSamples } from './to-samples.js'

/** Longer audio always comes through the resampler. */
const SHORT_S = 0.1

/**
 * Decodes audio that is shorter than the resampler's filter (a millisecond or two), for which ffmpeg gives
 * nothing at all: the samples are taken at the file's own rate, and each is held until the next.
 *
 * @param content the whole file, where it did not come from a path
 */
export async function decodeShort(
  input: string,
  content: Buffer | null,
  fromRate: number,
  { sampleRate, timeoutMs, channel = null, ffmpegPath = 'ffmpeg', temporaryFolder }: DecodeOptions,
): Promise<Float32Array> {
  const limits = { sampleRate: null, maxDurationS: SHORT_S, channel }
  const job = { inputs: [input], outputs: ['pipe:1'], ...limits }
  const pipe = await openOutputPipe(blockBytes(fromRate), temporaryFolder)
  const ffmpeg = new FfmpegProcess(ffmpegPath, ffmpegArguments(job), {
    pipesInput: content !== null,
    output: pipe.childEnd,
    limits: { fileBytes: 0, cpuS: timeoutMs / 1000 + 1 },
  })
  const timer = setTimeout(() => ffmpeg.kill(), timeoutMs)
  try {
    if (content && ffmpeg.stdin) feedSource(Readable.from([content]), ffmpeg.stdin, () => {})
    const native: number[] = []
    for await (const block of pipe.blocks) {
      native.push(...toSamples(block).subarray(0, fromRate * SHORT_S - native.length))
    }
    const { code } = await ffmpeg.exited
    const length = code === 0 ? Math.ceil((native.length * sampleRate) / fromRate) : 0
    return Float32Array.from(
      { length },
      (_, i) => native[Math.floor((i * fromRate) / sampleRate)] ?? 0,
    )
  } finally {
    clearTimeout(timer)
    ffmpeg.kill()
    pipe.destroy()
  }
}
