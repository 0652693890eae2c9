import { readFile } from 'node:fs/promises'
import { demoPath, RATE, readDemo } from './pcm.js'

export interface KnownSound {
  label: string
  startS: number
  endS: number
}

export interface KnownStream {
  /** 16 bits, one channel, at RATE. */
  pcm: Buffer
  durationS: number
  /** In the order in which they sound. */
  sounds: KnownSound[]
  /** All that may sound. */
  labels: string[]
}

/** Each sound has so much to itself, with silence of a room around it. */
const SLOT_S = 20
const BEFORE_S = 6
/** Of 16 bits: about −66 dB, as a quiet room through a microphone. */
const ROOM = 32

/**
 * A stream of so many minutes with the demo archive's sounds, one each 20 s, again and again: the same for the same minutes.
 */
export async function makeStream(minutes: number): Promise<KnownStream> {
  const known = await readTruth()
  const slots = Math.max(1, Math.floor((minutes * 60) / SLOT_S))
  const pcm = roomNoise(slots * SLOT_S * RATE)
  const sounds: KnownSound[] = []
  for (let slot = 0; slot < slots; slot++) {
    const { key, label } = known[slot % known.length]!
    const samples = await readDemo(key)
    const startS = slot * SLOT_S + BEFORE_S
    samples.copy(pcm, startS * RATE * 2)
    sounds.push({ label, startS, endS: startS + samples.length / 2 / RATE })
  }
  return { pcm, durationS: slots * SLOT_S, sounds, labels: known.map(({ label }) => label) }
}

/** Files of one sound, spread over the archive's folders. */
async function readTruth(): Promise<{ key: string; label: string }[]> {
  const truth = JSON.parse(await readFile(demoPath('truth.json'), 'utf8')) as Record<
    string,
    { label: string }[]
  >
  return Object.entries(truth).flatMap(([key, [first, ...more]]) =>
    first && more.length === 0 ? [{ key, label: first.label }] : [],
  )
}

/** Soft noise of a fixed seed. */
function roomNoise(samples: number): Buffer {
  const noise = new Int16Array(samples)
  let state = 1
  for (let at = 0; at < samples; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    noise[at] = Math.round((state / 2 ** 32 - 0.5) * 2 * ROOM)
  }
  return Buffer.from(noise.buffer)
}
