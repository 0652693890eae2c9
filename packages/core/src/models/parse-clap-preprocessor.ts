import { clapLogMel, type LogMelSpec } from '../features/log-mel-spec.js'
import { expectSetting } from './expect-setting.js'
import { modelUnsupported } from './model-file.js'

/**
 * What a ClapFeatureExtractor's preprocessor_config.json asks for, checked against what createLogMel does.
 *
 * @param file its path, for messages
 * @throws EarmarkError MODEL_UNSUPPORTED, naming the setting, its value and what is supported
 */
export function parseClapPreprocessor(
  preprocessor: Record<string, unknown>,
  file: string,
): LogMelSpec {
  // "fusion" selects another filter bank (HTK) and a stack of four spectrograms.
  expectSetting(file, preprocessor, 'truncation', 'rand_trunc')
  expectSetting(file, preprocessor, 'padding', 'repeatpad')
  expectSetting(file, preprocessor, 'sampling_rate', clapLogMel.sampleRate)
  expectSetting(file, preprocessor, 'fft_window_size', clapLogMel.fftSize)
  expectSetting(file, preprocessor, 'hop_length', clapLogMel.hopSamples)
  expectSetting(file, preprocessor, 'feature_size', clapLogMel.melBands)
  expectSetting(file, preprocessor, 'top_db', null)
  const seconds = clapLogMel.windowSamples / clapLogMel.sampleRate
  expectSetting(file, preprocessor, 'max_length_s', seconds)
  const minHz = readHz(file, preprocessor, 'frequency_min')
  const maxHz = readHz(file, preprocessor, 'frequency_max')
  if (minHz >= maxHz || maxHz > clapLogMel.sampleRate / 2) {
    throw modelUnsupported(`${file} asks for mel bands from ${minHz} to ${maxHz} Hz.`)
  }
  return { ...clapLogMel, minHz, maxHz }
}

function readHz(file: string, preprocessor: Record<string, unknown>, key: string): number {
  const value = preprocessor[key]
  if (typeof value === 'number' && value >= 0) return value
  throw modelUnsupported(
    `${file} has ${key} ${JSON.stringify(value ?? null)}; it must be a frequency in Hz.`,
  )
}
