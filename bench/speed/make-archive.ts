import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ObjectStorage } from '@earmark/storage'

const run = promisify(execFile)

const LONG_S = 600
const SHORT_S = 5
const CLIPS_A_PROCESS = 50

/** No two alike, within a file or between files: equal windows would be embedded once. */
const noise = (seed: number, seconds: number) =>
  `anoisesrc=seed=${seed}:d=${seconds}:c=pink:a=0.2:r=44100`

type Recording = { seed: number; seconds: number; name: string; codec: string[] }

/**
 * Makes 5 s OGG clips and 10-minute MP3s, and puts them into a bucket under `short/` and `long/`, and one of each under
 * `first/`. The clips' keys end in four or more digits, so that a part of them is a prefix.
 */
export async function makeArchive(
  storage: ObjectStorage,
  folder: string,
  bucket: string,
  counts: { short: number; long: number },
  { keepsFiles = false } = {},
): Promise<void> {
  const digits = Math.max(4, String(counts.short - 1).length)
  const clip = (seed: number): Recording => ({
    seed,
    seconds: SHORT_S,
    name: `short/${String(seed).padStart(digits, '0')}.ogg`,
    codec: ['-c:a', 'libvorbis', '-q:a', '3'],
  })
  const recording = (seed: number): Recording => ({
    seed,
    seconds: LONG_S,
    name: `long/${seed}.mp3`,
    codec: ['-c:a', 'libmp3lame', '-b:a', '128k'],
  })
  const groups = Array.from({ length: counts.long }, (_, i) => [recording(counts.short + i)])
  for (let first = 0; first < counts.short; first += CLIPS_A_PROCESS) {
    const length = Math.min(CLIPS_A_PROCESS, counts.short - first)
    groups.push(Array.from({ length }, (_, i) => clip(first + i)))
  }
  groups.push([
    { ...clip(-1), name: 'first/clip.ogg', seed: counts.short + counts.long },
    { ...recording(-1), name: 'first/recording.mp3', seconds: 60, seed: counts.short },
  ])
  for (const kind of ['short', 'long', 'first'])
    await mkdir(join(folder, kind), { recursive: true })
  await storage.createBucket(bucket)
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (let group = groups.pop(); group; group = groups.pop()) await encode(folder, group)
    }),
  )
  for (const kind of ['short', 'long', 'first']) {
    for (const name of await readdir(join(folder, kind))) {
      const body = await readFile(join(folder, kind, name))
      await storage.putObject({ bucket, key: `${kind}/${name}`, body })
    }
  }
  if (!keepsFiles) await rm(folder, { recursive: true })
}

async function encode(folder: string, recordings: readonly Recording[]): Promise<void> {
  const inputs = recordings.flatMap(({ seed, seconds }) => [
    '-f',
    'lavfi',
    '-i',
    noise(seed, seconds),
  ])
  const outputs = recordings.flatMap(({ name, codec }, i) => [
    '-map',
    `${i}:a`,
    ...codec,
    '-y',
    join(folder, name),
  ])
  await run('ffmpeg', ['-v', 'error', ...inputs, ...outputs])
}
