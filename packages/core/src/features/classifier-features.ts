import {
  AST_SAMPLE_RATE,
  type AstFeatureSpec,
  astWindowSamples,
  createAstFeatures,
} from './ast-features.js'
import {
  createWav2Vec2Features,
  type Wav2Vec2FeatureSpec,
  wav2Vec2FeatureCount,
} from './wav2vec2-features.js'
import {
  createWhisperFeatures,
  WHISPER_SAMPLE_RATE,
  type WhisperFeatureSpec,
  whisperFrameCount,
} from './whisper-features.js'

/** What a classifier is fed with, by the name of transformers' feature extractor. Plain data. */
export type ClassifierFeatureSpec =
  | ({ extractor: 'ASTFeatureExtractor' } & AstFeatureSpec)
  | ({ extractor: 'Wav2Vec2FeatureExtractor' } & Wav2Vec2FeatureSpec)
  | ({ extractor: 'WhisperFeatureExtractor' } & WhisperFeatureSpec)

export interface ClassifierFeatures {
  /** Name of the model's input. */
  input: 'input_values' | 'input_features'
  /** Takes 1 to windowSamples samples at the model's rate. */
  extract(samples: Float32Array): Float32Array
  /** Of the model's input for a window of so many samples, the batch of one included. */
  shape(samples: number): number[]
  /** Whether every window gives the same shape. */
  hasFixedShape: boolean
}

/** Wav2Vec2 takes in clips of any length, but its memory grows with it. */
const WAV2VEC2_WINDOW_SECONDS = 10

/** One window is what the model takes in. */
export function classifierWindow(spec: ClassifierFeatureSpec): {
  /** Hz */
  sampleRate: number
  windowSamples: number
} {
  switch (spec.extractor) {
    case 'ASTFeatureExtractor':
      return { sampleRate: AST_SAMPLE_RATE, windowSamples: astWindowSamples(spec) }
    case 'WhisperFeatureExtractor': {
      const sampleRate = WHISPER_SAMPLE_RATE
      return { sampleRate, windowSamples: spec.chunkSeconds * sampleRate }
    }
    case 'Wav2Vec2FeatureExtractor': {
      const { sampleRate } = spec
      return { sampleRate, windowSamples: WAV2VEC2_WINDOW_SECONDS * sampleRate }
    }
  }
}

export function createClassifierFeatures(spec: ClassifierFeatureSpec): ClassifierFeatures {
  switch (spec.extractor) {
    case 'ASTFeatureExtractor': {
      const shape = [1, spec.maxFrames, spec.melBands]
      const extract = createAstFeatures(spec)
      return { input: 'input_values', extract, shape: () => shape, hasFixedShape: true }
    }
    case 'WhisperFeatureExtractor': {
      const shape = [1, spec.melBands, whisperFrameCount(spec)]
      const extract = createWhisperFeatures(spec)
      return { input: 'input_features', extract, shape: () => shape, hasFixedShape: true }
    }
    case 'Wav2Vec2FeatureExtractor': {
      const extract = createWav2Vec2Features(spec)
      const shape = (samples: number) => [1, wav2Vec2FeatureCount(samples)]
      return { input: 'input_values', extract, shape, hasFixedShape: false }
    }
  }
}
