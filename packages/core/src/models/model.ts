import type { LogMelSpec } from '../features/log-mel.js'

/** Precision of the ONNX files: `audio_model.onnx`, `audio_model_fp16.onnx`, `audio_model_quantized.onnx`. */
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

/** Plain data: it can be sent to another process. Fixed-label classifiers will be a second kind. */
export type Model = ClapModel
