import type { DecodeOptions } from './decode-options.js'
import { ffmpegArguments, outputBytes } from './ffmpeg/ffmpeg-arguments.js'
import { FfmpegLog } from './ffmpeg/ffmpeg-log.js'
import { FfmpegProcess } from './ffmpeg/ffmpeg-process.js'

/** One input, the file that its samples go to, and whether it is known to have one channel. */
export type Member = { input: string; output: string; isMono: boolean }

/** A bad input ends the whole run and is named. So many are left out before the joint run is given up. */
const MAX_RUNS = 6

/**
 * Decodes several files in one run of ffmpeg, again without those that it stumbles over.
 *
 * @returns the members that were decoded, in the order of the log's inputs; null where no joint run succeeded
 */
export async function decodeTogether<T extends Member>(
  members: T[],
  options: Omit<DecodeOptions, 'name'>,
): Promise<{ members: T[]; log: FfmpegLog } | null> {
  let left = members
  for (let runs = 0; runs < MAX_RUNS && left.length > 1; runs++) {
    const { code, log } = await run(left, options)
    // What was written may lack its end. One by one, nothing is written.
    if (log.hasCutOutput) return null
    if (code === 0) return { members: left, log }
    const good = left.filter((member, index) => !isNamed(member, index, log))
    if (options.signal?.aborted || good.length === left.length) return null
    left = good
  }
  return null
}

async function run(
  members: Member[],
  {
    sampleRate,
    maxDurationS,
    signal,
    timeoutMs,
    ffmpegPath = 'ffmpeg',
  }: Omit<DecodeOptions, 'name'>,
): Promise<{ code: number | null; log: FfmpegLog }> {
  if (signal?.aborted) return { code: null, log: new FfmpegLog() }
  const inputs = members.map(({ input }) => input)
  const outputs = members.map(({ output }) => output)
  const isMono = members.map((member) => member.isMono)
  const ffmpeg = new FfmpegProcess(
    ffmpegPath,
    ffmpegArguments({ inputs, outputs, isMono, sampleRate, maxDurationS }),
    {
      pipesInput: false,
      output: null,
      limits: { fileBytes: outputBytes(sampleRate, maxDurationS), cpuS: timeoutMs / 1000 + 1 },
    },
  )
  const kill = () => ffmpeg.kill()
  const timer = setTimeout(kill, timeoutMs)
  signal?.addEventListener('abort', kill, { once: true })
  try {
    const { code } = await ffmpeg.exited
    return { code, log: ffmpeg.log }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', kill)
  }
}

/** `file:/tmp/3: Invalid data found when processing input`, `Stream map '3:a:0' matches no streams.` */
function isNamed({ input }: Member, index: number, { errors }: FfmpegLog): boolean {
  return errors.some(
    (error) =>
      error.startsWith(`file:${input}: `) || error.startsWith(`Stream map '${index}:a:0' `),
  )
}
