import type { RandomNumbers } from '../../query/random-numbers.js'
import { SAMPLE_RATE, SAMPLES, SOUNDS } from './sounds.js'

export type MadeObject = { samples: Float32Array; labels: string[] }

const KINDS = Object.keys(SOUNDS)
/** Of the objects: hold no kind, hold two. */
const EMPTY = 0.1
const MIXED = 0.3
/** dB: the second sound below the first, and the noise below both. */
const SECOND_BELOW = [0, 15] as const
const NOISE_BELOW = [-6, 25] as const

/** One object: a kind or two of sound, or none, in noise of some colour and level, as a recorder of some band hears it. */
export function makeObject(random: RandomNumbers): MadeObject {
  const draw = random.uniform()
  const count = draw < EMPTY ? 0 : draw < EMPTY + MIXED ? 2 : 1
  const first = random.integer(KINDS.length)
  const kinds = [first, (first + 1 + random.integer(KINDS.length - 1)) % KINDS.length].slice(
    0,
    count,
  )
  const samples = new Float32Array(SAMPLES)
  const mix = (sound: Float32Array, decibels: number) => {
    const power = sound.reduce((sum, value) => sum + value * value, 0) / SAMPLES
    const gain = (0.1 * 10 ** (decibels / 20)) / Math.sqrt(power + 1e-12)
    for (let n = 0; n < SAMPLES; n += 1) samples[n]! += gain * sound[n]!
  }
  for (const [n, kind] of kinds.entries()) {
    mix(SOUNDS[KINDS[kind]!]!(random), n === 0 ? 0 : -within(random, SECOND_BELOW))
  }
  mix(noise(random), -within(random, NOISE_BELOW))
  lowPass(samples, 1_500 * 8 ** random.uniform())
  return { samples, labels: kinds.map((kind) => KINDS[kind]!) }
}

const within = ({ uniform }: RandomNumbers, [low, high]: readonly [number, number]) =>
  low + (high - low) * uniform()

/** White to brown. */
function noise(random: RandomNumbers): Float32Array {
  const colour = random.uniform() ** 2
  let brown = 0
  return Float32Array.from({ length: SAMPLES }, () => {
    const white = random.normal()
    brown = 0.995 * brown + 0.1 * white
    return colour * white + (1 - colour) * brown
  })
}

/** Second order: what lies an octave above `hz` loses 12 dB. */
function lowPass(samples: Float32Array, hz: number): void {
  const share = 1 - Math.exp((-2 * Math.PI * hz) / SAMPLE_RATE)
  let [one, two] = [0, 0]
  for (let n = 0; n < samples.length; n += 1) {
    one += share * (samples[n]! - one)
    two += share * (one - two)
    samples[n] = two
  }
}
