import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
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

/** The processes of a name that this process has started and that still run. */
export async function childrenNamed(name: string): Promise<number[]> {
  return (await processes())
    .filter((one) => one.parent === process.pid && one.name === name)
    .map(({ pid }) => pid)
}

export async function isRunning(pid: number): Promise<boolean> {
  return (await processes()).some((one) => one.pid === pid)
}

type Process = { pid: number; parent: number; state: string; name: string }

async function processes(): Promise<Process[]> {
  const all = existsSync('/proc/self/stat') ? await readProc() : await readPs()
  return all.filter(({ state }) => state !== 'Z')
}

/** Not every Linux has ps. */
async function readProc(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))
  const stats = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')),
  )
  return stats.flatMap((stat) => {
    const match = /^(\d+) \((.*)\) (\w) (\d+)/.exec(stat)
    if (!match) return []
    const [, pid, name = '', state = '', parent] = match
    return [{ pid: Number(pid), parent: Number(parent), state, name }]
  })
}

async function readPs(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,stat=,comm='])
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, state, ...command] = line.trim().split(/\s+/)
    if (pid === undefined || state === undefined) return []
    const name = basename(command.join(' '))
    return [{ pid: Number(pid), parent: Number(parent), state: state.slice(0, 1), name }]
  })
}
