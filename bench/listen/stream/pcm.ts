import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Hz, of all sound here: one channel of 16 bits. */
export const RATE = 48_000

export const demoPath = (key: string) =>
  fileURLToPath(new URL(`../../../demo/${key}`, import.meta.url))

/** What ffmpeg writes to its output. */
export async function runFfmpeg(...args: string[]): Promise<Buffer> {
  const all = ['-nostdin', '-v', 'error', ...args, 'pipe:1']
  const { stdout } = await promisify(execFile)('ffmpeg', all, {
    encoding: 'buffer',
    maxBuffer: 1e9,
  })
  return stdout
}

/** A sound of the demo archive as samples. */
export function readDemo(key: string, rate = RATE): Promise<Buffer> {
  return runFfmpeg('-i', demoPath(key), '-ar', String(rate), '-ac', '1', '-f', 's16le')
}
