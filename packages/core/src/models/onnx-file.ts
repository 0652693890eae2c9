import { type Dtype, dtypes } from './model.js'
import { fileSize, modelInvalid } from './model-file.js'

const SUFFIX: Record<Dtype, string> = { fp32: '', fp16: '_fp16', q8: '_quantized' }

/** What an ONNX file holds: one of CLAP's towers, or a whole classifier. */
export type OnnxPart = 'audio_model' | 'text_model' | 'model'

/** The path inside a model folder, as on the hub. */
export function onnxFile(part: OnnxPart, dtype: Dtype): string {
  return `onnx/${part}${SUFFIX[dtype]}.onnx`
}

export async function presentDtypes(dir: string, part: OnnxPart): Promise<Dtype[]> {
  const sizes = await Promise.all(dtypes.map((dtype) => fileSize(dir, onnxFile(part, dtype))))
  return dtypes.filter((_, i) => sizes[i] !== undefined)
}

/**
 * The precision to use where none was asked for: fp32 where the folder has it, otherwise the only one it has.
 *
 * @throws EarmarkError MODEL_INVALID where there are several others
 */
export async function onlyDtype(dir: string, part: OnnxPart): Promise<Dtype> {
  const present = await presentDtypes(dir, part)
  if (present.includes('fp32') || present.length === 0) return 'fp32'
  if (present.length === 1) return present[0]!
  throw modelInvalid(
    `The model folder ${dir} has no ${onnxFile(part, 'fp32')} but several other precisions: choose one of ${present.join(', ')}.`,
  )
}

export function missingOnnxFile(dir: string, path: string) {
  return modelInvalid(
    `The model folder ${dir} has no ${path}: pull the model in that precision, or choose a precision it has.`,
  )
}
