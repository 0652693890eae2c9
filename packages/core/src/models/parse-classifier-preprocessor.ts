import { AST_SAMPLE_RATE } from '../features/ast-features.js'
import type { ClassifierFeatureSpec } from '../features/classifier-features.js'
import { WHISPER_SAMPLE_RATE } from '../features/whisper-features.js'
import { expectSetting } from './expect-setting.js'
import { modelUnsupported } from './model-file.js'

type Settings = Record<string, unknown>

/**
 * What a classifier's preprocessor_config.json asks for, checked against what the features here do. A setting that is
 * missing has transformers' default.
 *
 * @param file its path, for messages
 * @throws EarmarkError MODEL_UNSUPPORTED, naming the setting, its value and what is supported
 */
export function parseClassifierPreprocessor(
  extractor: ClassifierFeatureSpec['extractor'],
  preprocessor: Settings,
  file: string,
): ClassifierFeatureSpec {
  switch (extractor) {
    case 'ASTFeatureExtractor':
      return parseAst(file, { ...astDefaults, ...preprocessor })
    case 'Wav2Vec2FeatureExtractor':
      return parseWav2Vec2(file, { ...wav2Vec2Defaults, ...preprocessor })
    case 'WhisperFeatureExtractor':
      return parseWhisper(file, { ...whisperDefaults, ...preprocessor })
  }
}

const sequenceDefaults = { padding_side: 'right', padding_value: 0 }

const astDefaults = {
  ...sequenceDefaults,
  sampling_rate: AST_SAMPLE_RATE,
  num_mel_bins: 128,
  max_length: 1024,
  do_normalize: true,
  // AudioSet's, over which the first of these models were trained.
  mean: -4.2677393,
  std: 4.5689974,
}

function parseAst(file: string, settings: Settings): ClassifierFeatureSpec {
  // At other rates the reference's two ways of making features disagree with each other.
  expectSetting(file, settings, 'sampling_rate', AST_SAMPLE_RATE)
  const normalises = readBoolean(file, settings, 'do_normalize')
  return {
    extractor: 'ASTFeatureExtractor',
    maxFrames: readCount(file, settings, 'max_length', 6000),
    melBands: readCount(file, settings, 'num_mel_bins', 512),
    normalisation: normalises
      ? { mean: readNumber(file, settings, 'mean'), std: readPositive(file, settings, 'std') }
      : undefined,
  }
}

const wav2Vec2Defaults = {
  ...sequenceDefaults,
  feature_size: 1,
  sampling_rate: 16_000,
  do_normalize: true,
}

function parseWav2Vec2(file: string, settings: Settings): ClassifierFeatureSpec {
  expectSetting(file, settings, 'feature_size', 1)
  const sampleRate = readCount(file, settings, 'sampling_rate', 192_000)
  if (sampleRate < 8000) {
    throw modelUnsupported(`${file} has sampling_rate ${sampleRate}; supported are 8000 Hz and up.`)
  }
  const normalises = readBoolean(file, settings, 'do_normalize')
  return { extractor: 'Wav2Vec2FeatureExtractor', sampleRate, normalises }
}

const whisperDefaults = {
  ...sequenceDefaults,
  feature_size: 80,
  sampling_rate: WHISPER_SAMPLE_RATE,
  hop_length: 160,
  chunk_length: 30,
  n_fft: 400,
  dither: 0,
}

function parseWhisper(file: string, settings: Settings): ClassifierFeatureSpec {
  expectSetting(file, settings, 'sampling_rate', WHISPER_SAMPLE_RATE)
  expectSetting(file, settings, 'hop_length', 160)
  expectSetting(file, settings, 'n_fft', 400)
  expectSetting(file, settings, 'dither', 0) // dither is random noise: the same clip would give other rows
  expectSetting(file, settings, 'padding_value', 0)
  expectSetting(file, settings, 'padding_side', 'right')
  return {
    extractor: 'WhisperFeatureExtractor',
    chunkSeconds: readCount(file, settings, 'chunk_length', 60),
    melBands: readCount(file, settings, 'feature_size', 512),
  }
}

function readNumber(file: string, settings: Settings, key: string): number {
  const value = settings[key]
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return refuse(file, settings, key, 'a number')
}

function readPositive(file: string, settings: Settings, key: string): number {
  const value = readNumber(file, settings, key)
  return value > 0 ? value : refuse(file, settings, key, 'a number above 0')
}

function readCount(file: string, settings: Settings, key: string, most: number): number {
  const value = settings[key]
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 1
  if (isCount && value <= most) return value
  return refuse(file, settings, key, `a whole number from 1 to ${most}`)
}

function readBoolean(file: string, settings: Settings, key: string): boolean {
  const value = settings[key]
  return typeof value === 'boolean' ? value : refuse(file, settings, key, 'true or false')
}

function refuse(file: string, settings: Settings, key: string, rule: string): never {
  const value = JSON.stringify(settings[key] ?? null)
  throw modelUnsupported(`${file} has ${key} ${value}; it must be ${rule}.`)
}
