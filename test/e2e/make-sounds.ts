import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runEarmark } from '../../apps/launcher/test/run-launcher.js'
import type { Site } from './start-site.js'

const RATE = 8000

/** A tone as 16-bit WAV, cheap to make and to hear; no two of other `hertz` are the same object. */
export function makeTone(hertz: number, seconds: number): Buffer {
  const samples = Math.round(seconds * RATE)
  const wav = Buffer.alloc(44 + samples * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + samples * 2, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(RATE, 24)
  wav.writeUInt32LE(RATE * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(samples * 2, 40)
  for (let sample = 0; sample < samples; sample++) {
    const value = Math.sin((2 * Math.PI * hertz * sample) / RATE)
    wav.writeInt16LE(Math.round(value * 8000), 44 + sample * 2)
  }
  return wav
}

/** Uploads files, by their keys, to a bucket, which is made where it is missing. */
export async function putObjects(
  { home }: Pick<Site, 'home'>,
  bucket: string,
  files: Record<string, Buffer>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-e2e-sounds-'))
  try {
    for (const [key, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, key)), { recursive: true })
      await writeFile(join(folder, key), content)
    }
    const { code, stderr } = await runEarmark(home, ['upload', folder, `s3://${bucket}`])
    if (code !== 0) throw new Error(`upload ended with ${code}: ${stderr}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
