import { ChannelLevels } from '../channel-levels.js'
import { type FileTags, TagReader } from './tag-reader.js'

/** What the file says of its audio, before it is mixed and resampled. */
export type SourceInfo = { codec: string; sampleRate: number; channels: number }

export type InputInfo = {
  /** The demuxer's name, such as `mov,mp4,m4a,3gp,3g2,mj2`. */
  format: string
  /** The first audio stream; null where there is none. */
  audio: SourceInfo | null
  /** The audio's channels, as ffmpeg names them: `stereo`, `5.1(side)`, `7 channels`. */
  layout: string
  /** Seconds, as the container declares them; null where it does not, or where ffmpeg only guessed. */
  declaredS: number | null
  /** What the file says of itself. */
  tags: FileTags
}

/** Lines are cut here: a file's own tags are printed too, and can be of any length. */
const LINE_LENGTH = 2_000
const ERRORS_KEPT = 4

const CUT_OUTPUT =
  /^(Error (writing trailer|closing file|muxing a packet|submitting a packet to the muxer)|av_interleaved_write_frame\(\))|No space left on device|quota exceeded|File too large/i

const AUDIO_STREAM = /^ +Stream #.*?: Audio: /

const CHANNELS: Readonly<Record<string, number>> = {
  mono: 1,
  stereo: 2,
  downmix: 2,
  quad: 4,
  hexagonal: 6,
  octagonal: 8,
  hexadecagonal: 16,
}

/**
 * Reads ffmpeg's log (`-v level+info`) as it arrives, and keeps only what is asked for later: a damaged
 * file can make it as long as it likes.
 */
export class FfmpegLog {
  readonly inputs = new Map<number, InputInfo>()
  /** The last messages of the levels error and fatal, without the addresses in memory that ffmpeg puts before them. */
  readonly errors: string[] = []
  readonly levels = new ChannelLevels()
  /** The demuxer that recognised a file and is not among the accepted ones, such as `hls`. */
  refusedFormat: string | null = null
  hasNoAudioStream = false
  /** An audio stream whose header tells no sample rate: `Stream #0:0: Audio: aac, 0 channels, fltp`. */
  hasUntoldStream = false
  /** An output is not whole. The exit code need not say so: of a full disk ffmpeg 5 learns when it closes its files, and ends with 0. */
  hasCutOutput = false

  #rest = ''
  #input = -1
  #tags = new TagReader()
  #isInInputs = true
  #isGuessing = false

  write(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = (lines.pop() ?? '').slice(0, LINE_LENGTH)
    for (const line of lines) this.#readLine(line.slice(0, LINE_LENGTH))
  }

  end(): void {
    this.#readLine(this.#rest)
    this.#rest = ''
  }

  /** `[mp3 @ 0x55d0] [error] Header missing`: who, which level, what. Lines without a level continue the one before. */
  #readLine(line: string): void {
    const match = /^(?:\[([^\]]*?) @ 0x[0-9a-f]+\] )*\[(\w+)\] (.*)$/.exec(line)
    if (!match) return
    const [, component = '', level = '', message = ''] = match
    if (level === 'info' && !this.levels.read(component, message)) this.#readInfo(message)
    if (/^Estimating duration from bitrate/.test(message)) this.#isGuessing = true
    if (level !== 'error' && level !== 'fatal') return
    if (CUT_OUTPUT.test(message)) this.hasCutOutput = true
    if (/matches no streams|does not contain any stream/.test(message)) this.hasNoAudioStream = true
    if (message.startsWith('Format not on whitelist')) this.refusedFormat = component
    else if (this.errors.push(message) > ERRORS_KEPT) this.errors.shift()
  }

  #readInfo(message: string): void {
    const opened = /^Input #(\d+), (.*), from '/.exec(message)
    if (opened) {
      this.#input = Number(opened[1])
      const format = opened[2] ?? ''
      this.#tags = new TagReader()
      const { tags } = this.#tags
      this.inputs.set(this.#input, { format, audio: null, layout: '', declaredS: null, tags })
    } else if (/^(Stream mapping:|Output #)/.test(message)) {
      this.#isInInputs = false
    }
    const input = this.inputs.get(this.#input)
    if (!this.#isInInputs || !input) return
    const duration = /^ {2}Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(message)
    if (duration && !this.#isGuessing) {
      input.declaredS = Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3])
    }
    if (message.startsWith('  Duration:')) this.#isGuessing = false
    this.#tags.read(message)
    if (input.audio !== null || !AUDIO_STREAM.test(message)) return
    const told = readAudioStream(message)
    if (told) Object.assign(input, told)
    else this.hasUntoldStream = true
  }
}

/** `  Stream #0:1(eng): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, 5.1(side), fltp, 128 kb/s` */
function readAudioStream(message: string): Pick<InputInfo, 'audio' | 'layout'> | null {
  const match = /^ +Stream #.*?: Audio: ([^ ,(]+).*?, (\d+) Hz, ([^,]+)/.exec(message)
  if (!match) return null
  const [, codec = '', rate = '', named = ''] = match
  const layout = named.trim()
  return { audio: { codec, sampleRate: Number(rate), channels: countChannels(layout) }, layout }
}

/** `mono`, `5.1(side)`, `7 channels`, `4 channels (FL+FR+BL+BR)`: ffmpeg's ways to say how many. */
function countChannels(layout: string): number {
  const counted = /^(\d+) channels/.exec(layout)
  if (counted) return Number(counted[1])
  const [name = ''] = layout.split('(')
  const pointed = /^(\d+)\.(\d+)$/.exec(name)
  if (pointed) return Number(pointed[1]) + Number(pointed[2])
  return CHANNELS[name] ?? 1
}
