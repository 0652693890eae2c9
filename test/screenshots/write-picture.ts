import { execFile } from 'node:child_process'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Readers of the documents load some of them on a phone. */
const MAX_BYTES = 150_000
/** A palette of its own for each picture: a quarter of the bytes, and letters as sharp as before. */
const COLOURS = [256, 128, 64, 32, 20]

/** Writes a screenshot with as many colours as 150 kB allow. @returns its bytes */
export async function writePicture(png: Buffer, path: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-picture-'))
  try {
    const full = join(folder, 'full.png')
    await writeFile(full, png)
    let bytes = Number.POSITIVE_INFINITY
    for (const colours of COLOURS) {
      if (bytes <= MAX_BYTES) break
      bytes = await reduce(full, path, colours)
    }
    return bytes
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function reduce(from: string, to: string, colours: number): Promise<number> {
  const palette = `split[a][b];[a]palettegen=max_colors=${colours}[p];[b][p]paletteuse=dither=none`
  await run('ffmpeg', [
    ...['-v', 'error', '-y', '-i', from, '-vf', palette],
    ...['-frames:v', '1', '-compression_level', '100', '-pred', 'mixed', to],
  ])
  return (await stat(to)).size
}
