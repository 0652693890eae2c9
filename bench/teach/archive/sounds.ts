import type { RandomNumbers } from '../../query/random-numbers.js'

/** Hz, as the embedded model hears. */
export const SAMPLE_RATE = 48_000
export const SECONDS = 5
export const SAMPLES = SAMPLE_RATE * SECONDS

/** A kind of sound by procedure, different each time: [SAMPLES]. */
export type Sound = (random: RandomNumbers) => Float32Array

const TURN = 2 * Math.PI
const between = ({ uniform }: RandomNumbers, low: number, high: number) =>
  low + (high - low) * uniform()

function fill(of: (t: number, n: number) => number): Float32Array {
  return Float32Array.from({ length: SAMPLES }, (_, n) => of(n / SAMPLE_RATE, n))
}

/** Adds copies of a short sound, the next one after `gap` seconds. */
function repeat(of: (t: number) => number, lengthS: number, gap: () => number): Float32Array {
  const out = new Float32Array(SAMPLES)
  for (let at = gap() / 2; at < SECONDS; at += Math.max(0.02, gap())) {
    const from = Math.floor(at * SAMPLE_RATE)
    const to = Math.min(SAMPLES, from + Math.floor(lengthS * SAMPLE_RATE))
    for (let n = from; n < to; n += 1) out[n]! += of((n - from) / SAMPLE_RATE)
  }
  return out
}

/** Noise through a first-order low pass at `hz`. */
function rumble(random: RandomNumbers, hz: number): () => number {
  const share = 1 - Math.exp((-TURN * hz) / SAMPLE_RATE)
  let value = 0
  return () => {
    value += share * (random.normal() - value)
    return value / Math.sqrt(share)
  }
}

const partials = (t: number, hz: number, shares: readonly number[]) =>
  shares.reduce((sum, share, i) => sum + share * Math.sin(TURN * hz * (i + 1) * t), 0)

const siren: Sound = (random) => {
  const [centre, depth, rate] = [
    between(random, 600, 1100),
    between(random, 0.2, 0.45),
    between(random, 0.2, 1.5),
  ]
  let phase = 0
  return fill((t) => {
    phase += (TURN * centre * (1 + depth * Math.sin(TURN * rate * t))) / SAMPLE_RATE
    return Math.sin(phase) + 0.3 * Math.sin(2 * phase) + 0.15 * Math.sin(3 * phase)
  })
}

const churchBell: Sound = (random) => {
  const hz = between(random, 180, 500)
  const modes = [0.5, 1, 1.19, 1.5, 2, 2.74, 3.76]
  const decay = between(random, 0.6, 1.5)
  const strike = (t: number) =>
    modes.reduce(
      (sum, m) =>
        sum + (Math.sin(TURN * hz * m * t) * Math.exp((-t * m ** 0.7) / decay)) / m ** 0.5,
      0,
    )
  return repeat(strike, 4, () => between(random, 1, 2.2))
}

const carHorn: Sound = (random) => {
  const [low, ratio] = [between(random, 320, 460), between(random, 1.18, 1.3)]
  const shares = [1, 0.8, 0.7, 0.5, 0.4, 0.3, 0.2]
  const lengthS = between(random, 0.3, 1.2)
  const horn = (t: number) =>
    (partials(t, low, shares) + partials(t, low * ratio, shares)) *
    Math.min(1, t * 50, (lengthS - t) * 50)
  return repeat(horn, lengthS, () => lengthS + between(random, 0.2, 1.2))
}

const thunder: Sound = (random) => {
  const [at, decay] = [between(random, 0, 1), between(random, 1, 3)]
  const [deep, crack, swell] = [
    rumble(random, between(random, 60, 160)),
    rumble(random, 1500),
    rumble(random, 3),
  ]
  return fill((t) => {
    const since = t - at
    if (since < 0) return 0.02 * deep()
    return (
      Math.exp(-since / decay) * deep() * (1 + 0.8 * Math.abs(swell())) +
      Math.exp(-since / 0.15) * crack()
    )
  })
}

const crickets: Sound = (random) => {
  const [hz, pulses] = [between(random, 3500, 5500), between(random, 25, 45)]
  const lengthS = between(random, 0.15, 0.5)
  const chirp = (t: number) =>
    Math.sin(TURN * hz * t) * Math.max(0, Math.sin(TURN * pulses * t)) ** 2
  return repeat(chirp, lengthS, () => lengthS + between(random, 0.1, 0.4))
}

const frog: Sound = (random) => {
  const [hz, pulses, lengthS] = [
    between(random, 350, 900),
    between(random, 25, 60),
    between(random, 0.25, 0.7),
  ]
  const croak = (t: number) =>
    partials(t, hz, [1, 0.7, 0.5, 0.2]) *
    Math.exp(-((t * pulses) % 1) * 3) *
    Math.sin((Math.PI * t) / lengthS)
  return repeat(croak, lengthS, () => lengthS + between(random, 0.15, 0.8))
}

const bird: Sound = (random) => {
  const hz = between(random, 2200, 4500)
  const out = new Float32Array(SAMPLES)
  for (let at = between(random, 0, 0.4); at < SECONDS; at += between(random, 0.1, 0.5)) {
    const [lengthS, start, sweep] = [
      between(random, 0.05, 0.2),
      hz * between(random, 0.8, 1.4),
      between(random, -9000, 9000),
    ]
    const from = Math.floor(at * SAMPLE_RATE)
    for (let n = 0; n < lengthS * SAMPLE_RATE && from + n < SAMPLES; n += 1) {
      const t = n / SAMPLE_RATE
      out[from + n]! +=
        Math.sin(TURN * (start * t + (sweep * t * t) / 2)) * Math.sin((Math.PI * t) / lengthS)
    }
  }
  return out
}

const knocking: Sound = (random) => {
  const [hz, decay] = [between(random, 120, 400), between(random, 0.015, 0.04)]
  const hit = (t: number) =>
    Math.exp(-t / decay) *
    (partials(t, hz, [1, 0.5, 0.3]) + 0.5 * random.normal() * Math.exp(-t / 0.004))
  const gap = between(random, 0.15, 0.35)
  return repeat(hit, 0.25, () => (random.uniform() < 0.2 ? 1 : gap))
}

const morse: Sound = (random) => {
  const [hz, dot] = [between(random, 450, 1000), between(random, 0.05, 0.1)]
  const keyed = Array.from({ length: Math.ceil(SECONDS / dot) }, () => 0)
  for (let at = 0; at < keyed.length; ) {
    const length = random.uniform() < 0.5 ? 1 : 3
    keyed.fill(1, at, at + length)
    at += length + (random.uniform() < 0.25 ? 3 : 1)
  }
  return fill((t) => keyed[Math.floor(t / dot)]! * Math.sin(TURN * hz * t))
}

const wind: Sound = (random) => {
  const [low, high, swell] = [
    rumble(random, between(random, 150, 500)),
    rumble(random, 60),
    rumble(random, 0.7),
  ]
  return fill(() => (low() + high()) * (0.4 + Math.abs(swell())))
}

/** Ten kinds, by the words that they are asked for by. */
export const SOUNDS: Record<string, Sound> = {
  siren,
  'church bell': churchBell,
  'car horn': carHorn,
  thunder,
  crickets,
  'frog croaking': frog,
  'bird singing': bird,
  'knocking on a door': knocking,
  'morse code': morse,
  wind,
}
