import { EarmarkError } from '@earmark/core'
import type { ModelSource } from './sources/model-source.js'

const CHECKPOINT = 'model.safetensors'
const TENSOR = 'logit_scale_a'
const LENGTH_BYTES = 8
/** The format's own limit is 100 MB; a header with all of CLAP's names has 60 kB. */
const MAX_HEADER_BYTES = 20_000_000

interface TensorInfo {
  dtype: string
  shape: number[]
  data_offsets: [number, number]
}

/**
 * Reads the logit scale (its natural logarithm) out of a checkpoint, of which that takes a few kilobytes: the header's
 * length in 8 bytes, the header as JSON, then the number itself.
 *
 * Source: the safetensors format, https://github.com/huggingface/safetensors#format
 *
 * @returns nothing where the source has no model.safetensors, such as a checkpoint in PyTorch's format only
 * @throws EarmarkError MODEL_INVALID where the file is no checkpoint of a CLAP
 */
export async function readLogitScale(source: ModelSource): Promise<number | undefined> {
  const file = await source.describe(CHECKPOINT)
  if (file === undefined) return undefined
  const where = `${source.label}/${CHECKPOINT}`
  const length = (await source.readPart(CHECKPOINT, 0, LENGTH_BYTES)).readBigUInt64LE()
  if (length > MAX_HEADER_BYTES || Number(length) + LENGTH_BYTES > file.bytes) {
    throw invalid(where, `its header would have ${length} bytes`)
  }
  const header = await source.readPart(CHECKPOINT, LENGTH_BYTES, Number(length))
  const { dtype, data_offsets: offsets } = findTensor(header, where)
  const dataStart = LENGTH_BYTES + Number(length)
  const [start, end] = offsets
  const bytes = await source.readPart(CHECKPOINT, dataStart + start, end - start)
  return readNumber(bytes, dtype, where)
}

function findTensor(header: Buffer, where: string): TensorInfo {
  let tensors: Record<string, TensorInfo>
  try {
    tensors = JSON.parse(header.toString('utf8'))
  } catch (cause) {
    throw invalid(where, 'its header is no JSON', cause)
  }
  const tensor = tensors?.[TENSOR]
  if (tensor === undefined) throw invalid(where, `it has no ${TENSOR}`)
  const [start, end] = Array.isArray(tensor.data_offsets) ? tensor.data_offsets : []
  const isPlace = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start! >= 0
  const isScalar = Array.isArray(tensor.shape) && tensor.shape.every((size) => size === 1)
  if (!isPlace || !isScalar || end! - start! !== SIZES[tensor.dtype]) {
    throw invalid(
      where,
      `its ${TENSOR} is no single number: ${JSON.stringify(tensor).slice(0, 200)}`,
    )
  }
  return tensor
}

const SIZES: Record<string, number> = { F64: 8, F32: 4, F16: 2, BF16: 2 }

function readNumber(bytes: Buffer, dtype: string, where: string): number {
  const value = decode(bytes, dtype)
  if (Number.isFinite(value)) return value
  throw invalid(where, `its ${TENSOR} is ${value}`)
}

function decode(bytes: Buffer, dtype: string): number {
  if (dtype === 'F64') return bytes.readDoubleLE()
  if (dtype === 'F32') return bytes.readFloatLE()
  const bits = bytes.readUInt16LE()
  if (dtype === 'BF16') {
    const wide = Buffer.alloc(4)
    wide.writeUInt32LE(bits * 0x10000)
    return wide.readFloatLE()
  }
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = (bits & 0x3ff) / 1024
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (exponent === 0 ? 2 ** -14 * fraction : 2 ** (exponent - 15) * (1 + fraction))
}

function invalid(where: string, reason: string, cause?: unknown): EarmarkError {
  return new EarmarkError(
    'MODEL_INVALID',
    `${where} gives no logit scale: ${reason}. Pass the checkpoint's logit_scale_a with --logit-scale.`,
    { permanent: true, cause },
  )
}
