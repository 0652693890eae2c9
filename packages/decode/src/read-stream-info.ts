/** What the file says of its audio, before it is mixed and resampled. */
export type SourceInfo = { codec: string; sampleRate: number; channels: number }

const CHANNELS: Readonly<Record<string, number>> = {
  mono: 1,
  stereo: 2,
  downmix: 2,
  '2.1': 3,
  '3.0': 3,
  '4.0': 4,
  quad: 4,
  '3.1': 4,
  '4.1': 5,
  '5.0': 5,
  '5.1': 6,
  '6.0': 6,
  '6.1': 7,
  '7.0': 7,
  '7.1': 8,
  octagonal: 8,
}

/**
 * Reads the n-th input's first audio stream from ffmpeg's log, such as
 * `Stream #0:1(eng): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, 5.1(side), fltp, 128 kb/s`.
 */
export function readSourceInfo(log: string, input: number): SourceInfo | null {
  const streams = new RegExp(
    `Stream #${input}:\\d+[^\\n]*?: Audio: ([a-z0-9_]+)[^\\n]*?, (\\d+) Hz, ([^,\\n]+)`,
    'i',
  )
  const match = streams.exec(log)
  if (!match) return null
  const [, codec = '', rate = '', layout = ''] = match
  return { codec, sampleRate: Number(rate), channels: countChannels(layout.trim()) }
}

function countChannels(layout: string): number {
  const counted = /^(\d+) channels/.exec(layout)
  if (counted) return Number(counted[1])
  return CHANNELS[layout.replace(/\(.*/, '').trim()] ?? 1
}

/** The duration that the n-th input declares, in seconds; null where it declares none. */
export function readDeclaredDuration(log: string, input: number): number | null {
  const from = log.indexOf(`Input #${input},`)
  const match = from === -1 ? null : /Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(log.slice(from))
  if (!match) return null
  return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])
}
