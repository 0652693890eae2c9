import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Decoding } from '../src/index.js'

const run = promisify(execFile)

/** Runs the real ffmpeg, as the one who made an archive would have. */
export async function ffmpeg(...args: string[]): Promise<void> {
  await run('ffmpeg', ['-nostdin', '-hide_banner', '-v', 'error', '-y', ...args])
}

export type Tone = { durationS?: number; hz?: number; rate?: number; channels?: number }

/** ffmpeg's arguments for a source that is a sine of amplitude 1/4 in each of its channels. */
export function tone({ durationS = 2, hz = 440, rate = 44_100, channels = 1 }: Tone): string[] {
  const voices = Array.from({ length: channels }, () => `0.25*sin(2*PI*${hz}*t)`).join('|')
  const layout = { 1: 'mono', 2: 'stereo', 6: '5.1' }[channels]
  return ['-f', 'lavfi', '-i', `aevalsrc=${voices}:s=${rate}:d=${durationS}:c=${layout}`]
}

export const picture = ['-f', 'lavfi', '-i', 'testsrc=d=2:s=64x64:r=25']

export async function makeFolder(): Promise<{
  path: (name: string) => string
  remove: () => Promise<void>
}> {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-test-'))
  return {
    path: (name) => join(folder, name),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

export async function collect({ samples }: Decoding): Promise<Float32Array> {
  const blocks: Float32Array[] = []
  for await (const block of samples) blocks.push(block.slice())
  const all = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0))
  let at = 0
  for (const block of blocks) {
    all.set(block, at)
    at += block.length
  }
  return all
}

/** Tells samples apart bit for bit, far faster than comparing arrays. */
export function digest({ buffer, byteOffset, byteLength }: Float32Array): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength)
  return `${byteLength / 4} samples ${createHash('sha256').update(bytes).digest('hex')}`
}

/** The frequency in Hz, in steps of 10, that holds the most power in the middle of the samples. */
export function dominantHz(samples: Float32Array, sampleRate: number): number {
  const length = Math.min(samples.length, sampleRate / 5)
  const from = Math.floor((samples.length - length) / 2)
  let best = { hz: 0, power: 0 }
  for (let hz = 50; hz <= 2000; hz += 10) {
    let re = 0
    let im = 0
    for (let i = 0; i < length; i++) {
      const angle = (2 * Math.PI * hz * i) / sampleRate
      re += samples[from + i]! * Math.cos(angle)
      im += samples[from + i]! * Math.sin(angle)
    }
    const power = re * re + im * im
    if (power > best.power) best = { hz, power }
  }
  return best.hz
}
