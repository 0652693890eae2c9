import type { DecodeOptions } from './decode-options.js'
import { loudestChannelArguments } from './ffmpeg/ffmpeg-arguments.js'
import { FfmpegProcess } from './ffmpeg/ffmpeg-process.js'

/**
 * The channel of a file, from 0, that has most power. A channel for low frequencies alone (the `.1` of 5.1) is none that
 * counts, since no mix holds it.
 *
 * @returns null where it cannot be told
 */
export async function findLoudestChannel(
  path: string,
  { maxDurationS, timeoutMs, ffmpegPath = 'ffmpeg', signal }: DecodeOptions,
): Promise<number | null> {
  if (signal?.aborted) return null
  const args = loudestChannelArguments({ input: path, maxDurationS })
  const ffmpeg = new FfmpegProcess(ffmpegPath, args, {
    pipesInput: false,
    output: null,
    limits: { fileBytes: 0, cpuS: timeoutMs / 1000 + 1 },
  })
  const kill = () => ffmpeg.kill()
  const timer = setTimeout(kill, timeoutMs)
  signal?.addEventListener('abort', kill, { once: true })
  try {
    await ffmpeg.exited
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', kill)
  }
  const { levels, inputs } = ffmpeg.log
  const lowFrequencies = lowFrequencyChannel(inputs.get(0)?.layout ?? '')
  let loudest: number | null = null
  for (const [channel, level = -Infinity] of levels.rmsDb.entries()) {
    if (channel === lowFrequencies) continue
    if (level > (loudest === null ? -Infinity : (levels.rmsDb[loudest] ?? -Infinity))) {
      loudest = channel
    }
  }
  return loudest
}

/** In all of ffmpeg's layouts it stands behind left, right and, where there is one, centre. */
function lowFrequencyChannel(layout: string): number | null {
  const match = /^(\d+)\.[1-9]/.exec(layout)
  return match ? Math.min(Number(match[1]), 3) : null
}
