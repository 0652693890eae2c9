import { execFile } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { EarmarkError } from '@earmark/core'
import { decodeFile, decodeSmallFiles, decodeStream } from '@earmark/decode'
import { type Chance, pick } from '../choose.js'
import { type Target, WrongAnswer } from '../target.js'
import { mutateBytes } from './mutate-bytes.js'

/** Every container that is accepted and that this ffmpeg can write, with the codecs found in it. */
const FORMATS: readonly string[][] = [
  ['a.wav'],
  ['b.wav', '-c:a', 'adpcm_ms'],
  ['c.wav', '-c:a', 'pcm_f32le', '-ac', '6'],
  ['a.flac'],
  ['a.ogg', '-c:a', 'libvorbis'],
  ['b.ogg', '-c:a', 'libopus'],
  ['a.mp3', '-c:a', 'libmp3lame'],
  ['a.m4a', '-c:a', 'aac'],
  ['b.m4a', '-c:a', 'alac'],
  ['a.mov', '-c:a', 'pcm_s16be'],
  ['a.3gp', '-c:a', 'aac'],
  ['a.aac', '-c:a', 'aac'],
  ['a.ac3'],
  ['a.eac3'],
  ['a.aiff'],
  ['a.au'],
  ['a.caf', '-c:a', 'pcm_s16le'],
  ['a.wma', '-c:a', 'wmav2'],
  ['a.avi', '-c:a', 'pcm_s16le'],
  ['a.flv', '-c:a', 'libmp3lame'],
  ['a.mka', '-c:a', 'flac'],
  ['a.webm', '-c:a', 'libopus'],
  ['a.ts', '-c:a', 'mp2'],
  ['a.mpg', '-c:a', 'mp2'],
  ['a.tta'],
  ['a.voc', '-c:a', 'pcm_u8'],
  ['a.w64'],
  ['a.wv'],
]
const SECONDS = 0.4
const RATE = 16_000
const AT_ONCE = 8

const limits = {
  sampleRate: RATE,
  maxDurationS: 20,
  timeoutMs: 60_000,
}

/** The decoder, with damaged files of every format: as a worker decodes them, several in one run of ffmpeg or one alone. */
export async function openSounds(folder: string): Promise<Target> {
  const temporaryFolder = join(folder, 'decoding')
  const seeds = await makeSeeds(join(folder, 'seeds'))
  await mkdir(temporaryFolder)
  return {
    async send(chance) {
      const count = chance(4) === 0 ? AT_ONCE : 1
      const files = await Promise.all(
        Array.from({ length: count }, async (_, n) => {
          const bytes = mutateBytes(pick(chance, seeds), seeds, chance)
          const path = join(folder, `input-${n}`)
          await writeFile(path, bytes)
          return { path, name: `input-${n}`, bytes }
        }),
      )
      try {
        const ends =
          count === 1
            ? [await decodeOne(files[0] as File, temporaryFolder, chance)]
            : await decodeAll(files, temporaryFolder)
        return ends.sort().join(' ').includes('DECODE_CRASHED')
          ? 'DECODE_CRASHED'
          : (ends[0] as string)
      } catch (error) {
        const input = files.map(({ bytes }) => bytes.toString('base64').slice(0, 4000))
        throw error instanceof WrongAnswer
          ? new WrongAnswer(error.message, input)
          : new WrongAnswer(String((error as Error).stack), input)
      } finally {
        await Promise.all(files.map(({ path }) => rm(path)))
      }
    },
    close: async () => {
      await rm(join(folder, 'seeds'), { recursive: true })
      return []
    },
  }
}

type File = { path: string; name: string; bytes: Buffer }

async function decodeAll(files: File[], temporaryFolder: string): Promise<string[]> {
  const ends: string[] = []
  for await (const decoded of decodeSmallFiles(files, { ...limits, temporaryFolder })) {
    ends.push(decoded instanceof EarmarkError ? endOf(decoded) : judge(decoded.samples))
  }
  return ends
}

async function decodeOne(file: File, temporaryFolder: string, chance: Chance): Promise<string> {
  const options = { ...limits, temporaryFolder, name: file.name }
  const { samples } =
    chance(2) === 0
      ? decodeFile(file.path, options)
      : decodeStream(Readable.from([file.bytes]), options)
  try {
    let heard = 0
    for await (const block of samples) {
      judge(block)
      heard += block.length
    }
    return heard > 0 ? 'sound' : 'silence'
  } catch (error) {
    if (!(error instanceof EarmarkError)) throw error
    return endOf(error)
  }
}

function judge(samples: Float32Array): string {
  if (samples.length > RATE * limits.maxDurationS) {
    throw new WrongAnswer(`${samples.length} samples came of it, more than allowed.`, null)
  }
  if (samples.some((sample) => !Number.isFinite(sample))) {
    throw new WrongAnswer('There are samples that are no numbers.', null)
  }
  return 'sound'
}

/** What may be said of a file. */
const SAID = new Set([
  'EMPTY_OBJECT',
  'UNDECODABLE_AUDIO',
  'NO_AUDIO_STREAM',
  'TOO_LONG',
  'DECODE_TIMEOUT',
  'DECODE_CRASHED',
])

function endOf(error: EarmarkError): string {
  // ffmpeg may be ended by a signal: that it ends alone, and is said, is what a child process is for.
  if (SAID.has(error.code)) return error.code
  throw new WrongAnswer(`${error.code} says nothing of the file: ${error.message}`, null)
}

async function makeSeeds(folder: string): Promise<Buffer[]> {
  await mkdir(folder)
  const run = promisify(execFile)
  return Promise.all(
    FORMATS.map(async ([name = '', ...codec], index) => {
      const path = join(folder, name)
      const tone = `sine=frequency=${300 + 50 * index}:duration=${SECONDS}:sample_rate=44100`
      await run('ffmpeg', [
        '-nostdin',
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        tone,
        '-metadata',
        'title=tone',
        ...codec,
        path,
      ])
      return readFile(path)
    }),
  )
}
