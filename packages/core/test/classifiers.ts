import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** Classifiers of random weights; golden_classifiers.json was made with them. */
export const classifierNames = [
  'ast-tiny-random',
  'wav2vec2-tiny-random',
  'whisper-tiny-random',
] as const
export type ClassifierName = (typeof classifierNames)[number]

export const classifierClips = ['tone_1s', 'chirp_3s', 'noise_12s'] as const
export type ClassifierClip = (typeof classifierClips)[number]

export const classifierDir = (name: ClassifierName) => pathOf(`fixtures/${name}`)

export interface ClassifierGolden {
  input: string
  labels: string[]
  clips: Record<
    ClassifierClip,
    { shape: number[]; logits: number[]; probabilities: Record<string, number> }
  >
}

export function readClassifierGolden(name: ClassifierName): ClassifierGolden {
  const json = readFileSync(pathOf('fixtures/golden/golden_classifiers.json'), 'utf8')
  return JSON.parse(json)[name]
}

/** The clip's samples: 16 kHz, 16 bit, mono, behind a header of 44 bytes. */
export function readClip16k(name: ClassifierClip): Float32Array {
  const bytes = readFileSync(pathOf(`fixtures/golden/audio16k/${name}.wav`)).subarray(44)
  const samples = new Float32Array(bytes.length / 2)
  for (let i = 0; i < samples.length; i += 1) samples[i] = bytes.readInt16LE(2 * i) / 32_768
  return samples
}

/** transformers' features of the clip for the model. */
export function readFeatures(model: ClassifierName, clip: ClassifierClip): Float32Array {
  const bytes = readFileSync(pathOf(`fixtures/golden/audio16k/${clip}.${model}.f32`))
  const features = new Float32Array(bytes.length / 4)
  for (let i = 0; i < features.length; i += 1) features[i] = bytes.readFloatLE(4 * i)
  return features
}
