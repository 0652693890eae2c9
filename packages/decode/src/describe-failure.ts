import { EarmarkError } from '@earmark/core'
import type { FfmpegExit } from './ffmpeg-process.js'

const TAIL_LINES = 3
const TAIL_LENGTH = 300

/** Says why ffmpeg gave no samples, from its exit and its log. */
export function describeFailure(name: string, exit: FfmpegExit, log: string): EarmarkError {
  if (exit.signal !== null) {
    return new EarmarkError(
      'DECODE_CRASHED',
      `ffmpeg was ended by ${exit.signal} while it decoded ${name}.`,
    )
  }
  const hasOpened = log.includes('Input #0')
  if (hasOpened && /matches no streams|does not contain any stream/.test(log)) {
    return new EarmarkError('NO_AUDIO_STREAM', `${name} holds no audio stream, only other kinds.`, {
      permanent: true,
    })
  }
  return new EarmarkError('UNDECODABLE_AUDIO', `ffmpeg cannot decode ${name}: ${tailOf(log)}`, {
    permanent: true,
  })
}

/** The last lines of the log, without addresses of memory, temporary paths and control characters. */
function tailOf(log: string): string {
  const lines = log
    .split('\n')
    .map((line) =>
      line
        .replace(/\[[^\]]*@ 0x[0-9a-f]+\]\s*/g, '')
        .replace(/file:\S+:?\s*/g, '')
        .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
        .trim(),
    )
    .filter((line) => line !== '')
  const tail = lines.slice(-TAIL_LINES).join('; ').slice(-TAIL_LENGTH)
  if (tail.includes('not on whitelist')) return 'it is of a format that is no audio or video file'
  return tail || 'no audio found'
}
