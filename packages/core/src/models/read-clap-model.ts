import { basename, join } from 'node:path'
import type { LogMelSpec } from '../features/log-mel-spec.js'
import { findRevision } from './find-revision.js'
import { type ClapModel, type Dtype, EMBEDDING_DIMENSIONS } from './model.js'
import { fileSize, modelInvalid, modelUnsupported, readJsonFile } from './model-file.js'
import { MANIFEST_FILE, type ModelManifest } from './model-manifest.js'
import { missingOnnxFile, onlyDtype, onnxFile, presentDtypes } from './onnx-file.js'
import { parseClapPreprocessor } from './parse-clap-preprocessor.js'

export interface ModelSource {
  /** Absolute path. */
  dir: string
  manifest: ModelManifest | undefined
  config: Record<string, unknown>
  preprocessor: Record<string, unknown>
}

/** The CLAP case of readModel. */
export async function readClapModel(source: ModelSource, dtype?: Dtype): Promise<ClapModel> {
  const { dir, manifest, config } = source
  const logMel = readClapFeatures(source)
  const logitScale = Math.exp(findLogitScaleA(source))
  const tokenizerConfig = await readJsonFile(dir, 'tokenizer_config.json')
  const chosen = dtype ?? (await onlyDtype(dir, 'audio_model'))
  const audio = onnxFile('audio_model', chosen)
  if ((await fileSize(dir, audio)) === undefined) throw missingOnnxFile(dir, audio)
  const text = await findTextTower(dir, chosen)
  const used = [
    'config.json',
    'preprocessor_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    audio,
    text,
  ]
  return {
    kind: 'clap',
    name: manifest?.name ?? (typeof config.name === 'string' ? config.name : basename(dir)),
    revision: await findRevision({ dir, manifest, dtype: chosen, used }),
    dtype: chosen,
    dir,
    sampleRate: logMel.sampleRate,
    windowSamples: logMel.windowSamples,
    windowSeconds: logMel.windowSamples / logMel.sampleRate,
    dimensions: EMBEDDING_DIMENSIONS,
    logitScale,
    logMel,
    maxTokens: findMaxTokens(config, tokenizerConfig),
    ...(manifest?.license === undefined ? {} : { license: manifest.license }),
    files: {
      audio: join(dir, audio),
      text: join(dir, text),
      tokenizer: join(dir, 'tokenizer.json'),
      tokenizerConfig: join(dir, 'tokenizer_config.json'),
    },
  }
}

/** What the model is fed with. @throws EarmarkError where it is no CLAP that can be run */
export function readClapFeatures(source: ModelSource): LogMelSpec {
  checkConfig(source)
  return parseClapPreprocessor(source.preprocessor, join(source.dir, 'preprocessor_config.json'))
}

function checkConfig({ dir, manifest, config }: ModelSource): void {
  if (manifest !== undefined && manifest.kind !== 'clap') {
    throw modelInvalid(
      `${dir}/${MANIFEST_FILE} says that the model is a ${manifest.kind}, but its feature extractor is CLAP's.`,
    )
  }
  if (config.model_type !== 'clap') {
    throw modelUnsupported(
      `${dir}/config.json has model_type ${JSON.stringify(config.model_type ?? null)}; with ClapFeatureExtractor it must be "clap".`,
    )
  }
  if (config.enable_fusion === true || subConfig(config, 'audio_config').enable_fusion === true) {
    throw modelUnsupported(
      `The model in ${dir} is a fusion model (enable_fusion), which takes other features: use an unfused one such as laion/clap-htsat-unfused.`,
    )
  }
  const dimensions = config.projection_dim ?? EMBEDDING_DIMENSIONS
  if (dimensions !== EMBEDDING_DIMENSIONS) {
    throw modelUnsupported(
      `The model in ${dir} makes embeddings of ${JSON.stringify(dimensions)} numbers (projection_dim); supported are ${EMBEDDING_DIMENSIONS}.`,
    )
  }
}

/** `logit_scale_init_value` is no substitute: it is where training began. */
function findLogitScaleA({ dir, manifest, config }: ModelSource): number {
  const value = manifest?.logitScaleA ?? config.logit_scale_a
  if (value === undefined) {
    throw modelInvalid(
      `The model in ${dir} comes without its logit scale, which probabilities need: put the checkpoint's logit_scale_a into ${MANIFEST_FILE} as logitScaleA, or into config.json as logit_scale_a.`,
    )
  }
  // exp(10) = 22,026 is far beyond any trained scale (training clips it at 100).
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > 10) {
    throw modelInvalid(
      `The logit scale of the model in ${dir} must be a natural logarithm between -10 and 10; received ${JSON.stringify(value)}.`,
    )
  }
  return value
}

/** The text tower in the same precision, or else in the best there is: few folders hold both towers in all precisions. */
async function findTextTower(dir: string, dtype: Dtype): Promise<string> {
  const present = await presentDtypes(dir, 'text_model')
  const chosen = present.includes(dtype) ? dtype : present[0]
  if (chosen === undefined) throw missingOnnxFile(dir, onnxFile('text_model', dtype))
  return onnxFile('text_model', chosen)
}

const ROBERTA_MAX_TOKENS = 512

function findMaxTokens(
  config: Record<string, unknown>,
  tokenizerConfig: Record<string, unknown>,
): number {
  const text = subConfig(config, 'text_config')
  const limits = [ROBERTA_MAX_TOKENS]
  // Tokenizers without a limit of their own say 1e30.
  if (isPositive(tokenizerConfig.model_max_length)) limits.push(tokenizerConfig.model_max_length)
  // RoBERTa's first position is the padding token's id plus one.
  if (isPositive(text.max_position_embeddings)) {
    limits.push(text.max_position_embeddings - Number(text.pad_token_id ?? 1) - 1)
  }
  return Math.min(...limits)
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0
}

function subConfig(config: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = config[key]
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
