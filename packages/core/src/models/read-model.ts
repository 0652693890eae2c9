import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Dtype, Model } from './model.js'
import { modelInvalid, modelUnsupported, readJsonFile } from './model-file.js'
import { readManifest } from './model-manifest.js'
import { readClapModel } from './read-clap-model.js'
import { readClassifierModel } from './read-classifier-model.js'

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
  const folder = resolve(dir)
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory()) {
    throw modelInvalid(`There is no model folder at ${folder}: check the path.`)
  }
  const manifest = await readManifest(folder)
  const config = await readJsonFile(folder, 'config.json')
  const preprocessor = await readJsonFile(folder, 'preprocessor_config.json')
  const source = { dir: folder, manifest, config, preprocessor }

  // The extractor decides the features, and with them the kind of model.
  const extractor = preprocessor.feature_extractor_type
  switch (extractor) {
    case 'ClapFeatureExtractor':
      return readClapModel(source, options.dtype)
    case 'ASTFeatureExtractor':
    case 'Wav2Vec2FeatureExtractor':
    case 'WhisperFeatureExtractor':
      return readClassifierModel(source, extractor, options.dtype)
    default:
      throw modelUnsupported(
        `The model in ${folder} wants the feature extractor ${JSON.stringify(extractor ?? null)}; supported are ClapFeatureExtractor, ASTFeatureExtractor, Wav2Vec2FeatureExtractor and WhisperFeatureExtractor.`,
      )
  }
}
