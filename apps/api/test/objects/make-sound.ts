import { spawn } from 'node:child_process'
import { once } from 'node:events'
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
