import { modelUnsupported } from './model-file.js'

/**
 * Refuses a preprocessor's setting that the features here do not implement; a missing one counts as null.
 *
 * @param file path of preprocessor_config.json, for messages
 * @throws EarmarkError MODEL_UNSUPPORTED, naming the setting, its value and what is supported
 */
export function expectSetting(
  file: string,
  preprocessor: Record<string, unknown>,
  key: string,
  supported: string | number | boolean | null,
): void {
  const value = preprocessor[key] ?? null
  if (value === supported) return
  throw modelUnsupported(
    `${file} has ${key} ${JSON.stringify(value)}; supported is ${JSON.stringify(supported)}.`,
  )
}
