import { describe, expect, test } from 'vitest'
import { FfmpegLog } from '../src/ffmpeg/ffmpeg-log.js'

function read(lines: string[]): FfmpegLog {
  const log = new FfmpegLog()
  log.write(lines.join('\n'))
  log.end()
  return log
}

const opening = (duration: string, stream: string) => [
  "[info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/tmp/a':",
  '[info]   Metadata:',
  '[info]     title           : a title',
  `[info]   Duration: ${duration}, start: 0.000000, bitrate: 128 kb/s`,
  `[info]   Stream #0:0${stream}`,
  '[info] Stream mapping:',
  '[info]   Stream #0:0 -> #0:0 (aac (native) -> pcm_f32le (native))',
  "[info] Output #0, f32le, to 'pipe:1':",
  '[info]   Stream #0:0: Audio: pcm_f32le, 48000 Hz, mono, flt, 1536 kb/s',
]

describe("the log of ffmpeg's own opening of a file", () => {
  test.each([
    ['mono', 1],
    ['stereo', 2],
    ['2.1', 3],
    ['quad(side)', 4],
    ['5.1(side)', 6],
    ['5.1', 6],
    ['7.1(wide)', 8],
    ['octagonal', 8],
    ['3 channels', 3],
    ['4 channels (FL+FR+BL+BR)', 4],
    ['22.2', 24],
  ])('names the layout %s: %i channels', (layout, channels) => {
    const stream = `[0x1](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, ${layout}, fltp, 69 kb/s (default)`
    expect(read(opening('01:02:03.50', stream)).inputs.get(0)).toEqual({
      format: 'mov,mp4,m4a,3gp,3g2,mj2',
      audio: { codec: 'aac', sampleRate: 44_100, channels },
      tags: { title: 'a title' },
      layout,
      declaredS: 3723.5,
    })
  })

  test('gives no duration where there is none, or where it is a guess', () => {
    const stream = ': Audio: mp3, 44100 Hz, stereo, fltp, 128 kb/s'
    expect(read(opening('N/A', stream)).inputs.get(0)?.declaredS).toBeNull()
    const guess =
      '[mp3 @ 0x55d0c9a3c940] [warning] Estimating duration from bitrate, this may be inaccurate'
    const guessed = read([guess, ...opening('00:10:00.00', stream)])
    expect(guessed.inputs.get(0)?.declaredS).toBeNull()
  })

  test('never takes the output for an input without audio', () => {
    const video = ': Video: h264, yuv420p, 64x64'
    expect(read(opening('00:00:01.00', video)).inputs.get(0)?.audio).toBeNull()
  })

  test('is not fooled by a tag of several lines that looks like a stream', () => {
    const stream = ': Audio: flac, 96000 Hz, stereo, s16'
    const lines = opening('00:00:01.00', stream)
    lines.splice(2, 0, '[info]     title           : x', '  Stream #0:0: Audio: evil, 1 Hz, mono')
    expect(read(lines).inputs.get(0)?.audio?.codec).toBe('flac')
  })
})

test('a log without end is kept in little memory, with its last errors', () => {
  const log = new FfmpegLog()
  log.write(opening('00:00:01.00', ': Audio: flac, 96000 Hz, stereo, s16').join('\n'))
  for (let i = 0; i < 100_000; i++) log.write(`\n[flac @ 0x5581] [error] invalid frame ${i}`)
  for (let i = 0; i < 1_000; i++) log.write('x'.repeat(10_000))
  log.end()
  expect(JSON.stringify(log.errors).length).toBeLessThan(10_000)
  expect(log.errors.at(-2)).toBe('invalid frame 99998')
  expect(log.inputs.get(0)?.audio?.codec).toBe('flac')
})

describe('what a file says of itself', () => {
  const tagsOf = (lines: string[], input = 0) => read(lines).inputs.get(input)?.tags

  test('is read of its container and of its first audio stream, the container first', () => {
    expect(
      tagsOf([
        "[info] Input #0, ogg, from 'file:/tmp/a':",
        '[info]   Metadata:',
        '[info]     creation_time   : 2024-01-31T05:30:00.000000Z',
        '[info]     COMMENT         : Recorded at 05:30:00 31/01/2024 (UTC): gain 2',
        '[info]   Duration: 00:00:01.00, start: 0.000000, bitrate: 128 kb/s',
        '[info]   Chapters:',
        '[info]     Chapter #0:0: start 0.000000, end 1.000000',
        '[info]       Metadata:',
        '[info]         title           : of a chapter',
        '[info]   Stream #0:0: Video: mjpeg, 1x1',
        '[info]     Metadata:',
        '[info]       title           : of a picture',
        '[info]   Stream #0:1: Audio: vorbis, 48000 Hz, mono, fltp',
        '[info]     Metadata:',
        '[info]       ARTIST          : somebody',
        '[info]       comment         : another',
        '[info]   Stream #0:2: Audio: vorbis, 48000 Hz, mono, fltp',
        '[info]     Metadata:',
        '[info]       DATE            : 1999',
        '[info] Stream mapping:',
      ]),
    ).toEqual({
      creation_time: '2024-01-31T05:30:00.000000Z',
      comment: 'Recorded at 05:30:00 31/01/2024 (UTC): gain 2',
      artist: 'somebody',
    })
  })

  test('is kept apart by input', () => {
    const input = (number: number) => [
      `[info] Input #${number}, wav, from 'file:/tmp/${number}':`,
      '[info]   Metadata:',
      `[info]     title           : ${number}`,
      `[info]   Stream #${number}:0: Audio: pcm_s16le, 48000 Hz, mono, s16`,
    ]
    const lines = [...input(0), ...input(1)]
    expect([tagsOf(lines), tagsOf(lines, 1)]).toEqual([{ title: '0' }, { title: '1' }])
  })

  test('is bounded, however much it says, and is text that a database can hold', () => {
    const long = Array.from({ length: 500 }, (_, i) => `[info]     t${i}: ${'🐦'.repeat(900)}`)
    const lines = [
      "[info] Input #0, wav, from 'file:/tmp/a':",
      '[info]   Metadata:',
      '[info]     __proto__: x',
      '[info]     nul: a\0b',
      ...long,
    ]
    const tags = tagsOf(lines)!
    expect(Object.keys(tags)).toHaveLength(50)
    expect(tags.nul).toBe('a b')
    expect(tags.t1).toBe('🐦'.repeat(500))
  })
})
