import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

/** Runs the real ffmpeg, and gives what it writes to its standard output. */
export async function ffmpeg(args: string[], input: Buffer = Buffer.alloc(0)): Promise<Buffer> {
  const child = spawn('ffmpeg', ['-hide_banner', '-v', 'error', ...args, 'pipe:1'])
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [output, errors, [code]] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    once(child, 'close'),
  ])
  if (code !== 0) throw new Error(errors.toString())
  return output
}

/** A mono FLAC of 16 bits, of what ffmpeg's aevalsrc makes of an expression. */
export function makeFlac(expression: string, durationS: number, rate = 48_000): Promise<Buffer> {
  const source = `aevalsrc=${expression}:s=${rate}:d=${durationS}`
  return ffmpeg(['-f', 'lavfi', '-i', source, '-sample_fmt', 's16', '-f', 'flac'])
}

/** Noise in two channels of 16 bits, in a container that ffmpeg knows, such as `mp3`. */
export async function makeNoise(
  format: string,
  { durationS, rate }: { durationS: number; rate: number },
  ...args: string[]
): Promise<Buffer> {
  const source = `anoisesrc=r=${rate}:d=${durationS}:a=0.2:seed=5`
  const noise = ['-f', 'lavfi', '-i', source, '-ac', '2', ...args]
  // Into a file, whose header says at the end how long it is.
  const folder = await mkdtemp(join(tmpdir(), 'earmark-test-'))
  try {
    const path = join(folder, 'noise')
    await ffmpeg([...noise, '-f', format, path, '-f', 'null'])
    return await readFile(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
