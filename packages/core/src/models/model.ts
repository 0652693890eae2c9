import type { ClassifierFeatureSpec } from '../features/classifier-features.js'
import type { LogMelSpec } from '../features/log-mel-spec.js'
import type { ProblemType } from '../scores/classifier-probabilities.js'

/** Precision of the ONNX files: `model.onnx`, `model_fp16.onnx`, `model_quantized.onnx`. */
export type Dtype = 'fp32' | 'fp16' | 'q8'

export const dtypes: readonly Dtype[] = ['fp32', 'q8', 'fp16']

/** Numbers in an embedding. The database's columns are this wide, so a model of another width is refused. */
export const EMBEDDING_DIMENSIONS = 512

/** A contrastive model: embeds audio and text into one space, so that any words can be asked for. */
export interface ClapModel {
  kind: 'clap'
  name: string
  /** Changes whenever the embeddings may: work done under one revision is never mixed with another's. */
  revision: string
  dtype: Dtype
  /** Absolute path of the folder. */
  dir: string
  /** Hz */
  sampleRate: number
  windowSamples: number
  windowSeconds: number
  dimensions: typeof EMBEDDING_DIMENSIONS
  /** The factor itself: exp(logit_scale_a). */
  logitScale: number
  logMel: LogMelSpec
  /** The longest prompt in tokens, the marks at both ends included; longer ones are cut, as transformers does. */
  maxTokens: number
  license?: string
  /** Absolute paths. */
  files: { audio: string; text: string; tokenizer: string; tokenizerConfig: string }
}

/** A classifier with labels of its own: gives each window a number for each of them. */
export interface ClassifierModel {
  kind: 'classifier'
  name: string
  /** As ClapModel's: of the probabilities. */
  revision: string
  dtype: Dtype
  /** Absolute path of the folder. */
  dir: string
  /** Hz */
  sampleRate: number
  /** The most that the model takes in at once. */
  windowSamples: number
  windowSeconds: number
  /** In the order of the logits. */
  labels: string[]
  problemType: ProblemType
  features: ClassifierFeatureSpec
  license?: string
  /** Absolute paths. */
  files: { model: string }
}

/** Plain data: it can be sent to another process. */
export type Model = ClapModel | ClassifierModel
