import { EarmarkError } from '@earmark/core'
import { sniffContent } from '../sniff-content.js'
import { MAX_ALLOCATION } from './ffmpeg-arguments.js'
import type { FfmpegLog } from './ffmpeg-log.js'
import type { FfmpegExit } from './ffmpeg-process.js'

/** One byte: what was heard before is neither empty nor a picture, and need not be looked at again. */
export const UNKNOWN_BYTES = Buffer.alloc(1)

const REASON_LENGTH = 300
const PLAYLISTS = [
  'hls',
  'dash',
  'concat',
  'webm_dash_manifest',
  'sdp',
  'rtsp',
  'imf',
  'ffmetadata',
]
const IMAGES = /_pipe$|^(image2|gif|apng|ico|mjpeg|fits)$/
const NO_MEMORY = 'Cannot allocate memory'
/** The machine's trouble, not the file's: another try may well succeed. */
const EXHAUSTED =
  /Cannot allocate memory|Too many open files|No space left on device|Resource temporarily unavailable/

export type FailedRun = {
  name: string
  /** As ffmpeg knows it: a path, or pipe:0. */
  input: string
  firstBytes: Uint8Array
  exit: FfmpegExit
  log: FfmpegLog
}

/**
 * The failures that say nothing about the file, and count however much was decoded before them.
 *
 * @param availableBytes of the machine's memory
 */
export function describeAccident(
  { name, exit, log }: Pick<FailedRun, 'name' | 'exit' | 'log'>,
  availableBytes = process.availableMemory(),
): EarmarkError | null {
  if (exit.signal !== null) {
    const message = `ffmpeg was ended by ${exit.signal} while it decoded ${name}.`
    return new EarmarkError('DECODE_CRASHED', message)
  }
  if (exit.code === 0) return null
  const lacks = log.errors.map((error) => EXHAUSTED.exec(error)?.[0])
  // ffmpeg says it of files, too: of a header that asks for more than any sound needs, or for more than there is of the file.
  const isShort = (lack: string) => lack !== NO_MEMORY || availableBytes < MAX_ALLOCATION
  const lack = lacks.find((one) => one !== undefined && isShort(one))
  if (lack === undefined) return null
  const message = `ffmpeg ran out of resources while it decoded ${name}: ${lack}.`
  return new EarmarkError('WORKER_FAULT', message)
}

/** Says why ffmpeg gave no samples, from the file's first bytes, ffmpeg's exit and its log. */
export function describeFailure(run: FailedRun): EarmarkError {
  const { name, log } = run
  const refused = describeContent(run.firstBytes, name)
  if (refused) return refused
  if (log.hasNoAudioStream && log.inputs.size > 0) {
    return permanent('NO_AUDIO_STREAM', `${name} holds no audio stream, only other kinds.`)
  }
  const format = log.refusedFormat
  if (format !== null && PLAYLISTS.includes(format)) return playlist(name)
  if (format !== null && IMAGES.test(format)) return image(name)
  if (format !== null) {
    return undecodable(`${name} is of the format ${format}, which is no audio or video file.`)
  }
  const reason = reasonOf(run)
  if (reason === '') return undecodable(`${name} holds no audio: ffmpeg decodes not one sample.`)
  return undecodable(`ffmpeg cannot decode ${name}: ${reason}`)
}

/** A sound that ffmpeg decodes, and does not know what it was before: its first header is damaged. */
export function untold(name: string): EarmarkError {
  return undecodable(`${name} is damaged: its header tells neither sample rate nor channels.`)
}

/** @returns null where the first bytes may be those of audio */
export function describeContent(firstBytes: Uint8Array, name: string): EarmarkError | null {
  const content = sniffContent(firstBytes)
  if (content === 'empty') {
    return permanent('EMPTY_OBJECT', `${name} is empty: it holds no bytes.`)
  }
  if (content === 'playlist') return playlist(name)
  return content === 'image' ? image(name) : null
}

function playlist(name: string): EarmarkError {
  return undecodable(
    `${name} is a playlist or text that names other files. Such are never followed.`,
  )
}

function image(name: string): EarmarkError {
  return permanent('NO_AUDIO_STREAM', `${name} is an image: it holds no audio stream.`)
}

function undecodable(message: string): EarmarkError {
  return permanent('UNDECODABLE_AUDIO', message)
}

function permanent(
  code: 'EMPTY_OBJECT' | 'UNDECODABLE_AUDIO' | 'NO_AUDIO_STREAM',
  message: string,
) {
  return new EarmarkError(code, message, { permanent: true })
}

/** The log's last errors, with the key instead of the temporary path, without what only a terminal understands. */
export function reasonOf({ name, input, log }: Pick<FailedRun, 'name' | 'input' | 'log'>): string {
  return log.errors
    .map((error) =>
      error
        .replaceAll(`file:${input}: `, '')
        .replaceAll(`${input}: `, '')
        .replaceAll(input, name)
        .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
        .trim(),
    )
    .join('; ')
    .slice(-REASON_LENGTH)
}
