import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Dtype, Model } from './model.js'
import { modelInvalid, modelUnsupported, readJsonFile } from './model-file.js'
import { readManifest } from './model-manifest.js'
import { type ModelSource, readClapFeatures, readClapModel } from './read-clap-model.js'
import { readClassifierDescription, readClassifierModel } from './read-classifier-model.js'

export interface ReadModelOptions {
  /** Without it: fp32 where the folder has it, otherwise the one precision it has. */
  dtype?: Dtype
}

/**
 * Reads what a model folder says of itself, without loading it. The folder is laid out as on the Hugging Face hub:
 * `config.json`, `preprocessor_config.json`, `onnx/*.onnx`, for CLAP `tokenizer.json` and `tokenizer_config.json`, and,
 * where Earmark put it there, `manifest.json`. Sizes are compared with the manifest; verifyModel compares the bytes too.
 *
 * @throws EarmarkError MODEL_INVALID for a folder that is incomplete or contradicts itself, MODEL_UNSUPPORTED for a
 *   model that cannot be run as transformers would; nothing is ever guessed
 */
export async function readModel(dir: string, options: ReadModelOptions = {}): Promise<Model> {
  const source = await readSource(dir)
  const extractor = findExtractor(source)
  return extractor === 'ClapFeatureExtractor'
    ? readClapModel(source, options.dtype)
    : readClassifierModel(source, extractor, options.dtype)
}

/**
 * Reads what kind of model a folder describes, while it may still have no ONNX files, so that what cannot be run is
 * refused before it is downloaded.
 *
 * @throws EarmarkError as readModel
 */
export async function readModelKind(dir: string): Promise<Model['kind']> {
  const source = await readSource(dir)
  const extractor = findExtractor(source)
  if (extractor === 'ClapFeatureExtractor') {
    readClapFeatures(source)
    return 'clap'
  }
  readClassifierDescription(source, extractor)
  return 'classifier'
}

async function readSource(dir: string): Promise<ModelSource> {
  const folder = resolve(dir)
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory()) {
    throw modelInvalid(`There is no model folder at ${folder}: check the path.`)
  }
  const manifest = await readManifest(folder)
  const config = await readJsonFile(folder, 'config.json')
  const preprocessor = await readJsonFile(folder, 'preprocessor_config.json')
  return { dir: folder, manifest, config, preprocessor }
}

const extractors = [
  'ClapFeatureExtractor',
  'ASTFeatureExtractor',
  'Wav2Vec2FeatureExtractor',
  'WhisperFeatureExtractor',
] as const

/** The extractor decides the features, and with them the kind of model. */
function findExtractor({ dir, preprocessor }: ModelSource): (typeof extractors)[number] {
  const wanted = preprocessor.feature_extractor_type ?? null
  const extractor = extractors.find((name) => name === wanted)
  if (extractor) return extractor
  throw modelUnsupported(
    `The model in ${dir} wants the feature extractor ${JSON.stringify(wanted)}; supported are ${extractors.join(', ')}.`,
  )
}
