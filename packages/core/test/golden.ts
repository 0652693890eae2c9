import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** A CLAP of random weights, small enough to commit; golden.json was made with it. */
export const tinyModelDir = pathOf('fixtures/clap-tiny-random')
/** The embedded model; golden_mini.json was made with it. */
export const miniModelDir = pathOf('../../../models/clap-mini')

export const clipNames = [
  'chirp_5s',
  'tone_1s',
  'noise_3s3',
  'mixed_10s',
  'silence_2s',
  'click_100ms',
] as const

export interface Golden {
  logit_scale: number
  tokens: { text: string; ids: number[] }[]
  label_sets: Record<
    string,
    { labels: string[]; template: string; probabilities: Record<string, Record<string, number>> }
  >
}

export interface GoldenWithEmbeddings extends Golden {
  text_embeds: Record<string, number[]>
  audio_embeds: Record<string, number[]>
}

export function readGolden<T extends Golden>(name: 'golden.json' | 'golden_mini.json'): T {
  return JSON.parse(readFileSync(pathOf(`fixtures/golden/${name}`), 'utf8'))
}

/** The clip's samples: 48 kHz, 16 bit, mono, behind a header of 44 bytes. */
export function readClip(name: string): Float32Array {
  const bytes = readFileSync(pathOf(`fixtures/golden/audio/${name}.wav`)).subarray(44)
  const samples = new Float32Array(bytes.length / 2)
  for (let i = 0; i < samples.length; i += 1) samples[i] = bytes.readInt16LE(2 * i) / 32_768
  return samples
}

/** transformers' features of the clip, [1001, 64]. */
export function readLogMel(name: string): Float32Array {
  const bytes = readFileSync(pathOf(`fixtures/golden/audio/${name}.logmel.f32`))
  const features = new Float32Array(bytes.length / 4)
  for (let i = 0; i < features.length; i += 1) features[i] = bytes.readFloatLE(4 * i)
  return features
}
