import './config.js'
import type { InferenceSession } from 'onnxruntime-node'
import { reasonOf } from '../reason-of.js'
import { checkExecutionProvider, type ExecutionProvider } from './execution-provider.js'
import { modelInvalid, modelUnsupported } from './model-file.js'

export interface TowerOptions {
  /** Default: cpu. */
  executionProvider?: ExecutionProvider
  /** Threads inside one call. Default: 1, since several one-thread sessions together are faster than one with several. */
  threads?: number
  /** Keep freed memory for the next call: right where all calls have one shape, a leak by another name where they differ. */
  keepsArena: boolean
  /** Told how long each window's samples took to become what the model takes. */
  onFeatures?: (ms: number) => void
}

export interface TensorShape {
  name: string
  type: string
  /** Names stand for sizes that are free. */
  shape: readonly (number | string)[]
}

/**
 * Loads an ONNX file into ONNX Runtime.
 *
 * @throws EarmarkError MODEL_INVALID where the file is damaged, MODEL_UNSUPPORTED where this machine or runtime cannot run it
 */
export async function openSession(file: string, options: TowerOptions): Promise<InferenceSession> {
  const { executionProvider = 'cpu', threads = 1, keepsArena } = options
  checkExecutionProvider(executionProvider)
  // Loaded here, so that a process which only needs the maths never maps the native library.
  const { InferenceSession } = await import('onnxruntime-node')
  const providers = executionProvider === 'cpu' ? ['cpu'] : [executionProvider, 'cpu']
  try {
    return await InferenceSession.create(file, {
      executionProviders: providers,
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      enableCpuMemArena: keepsArena,
      enableMemPattern: keepsArena,
      logSeverityLevel: 3, // errors: warnings about a graph's unused parts are of no use to anyone here
    })
  } catch (cause) {
    const reason = reasonOf(cause)
    if (/opset|not a registered function|no such kernel|not implemented/i.test(reason)) {
      throw modelUnsupported(
        `ONNX Runtime cannot run ${file}, which was made for a newer version: ${reason}`,
        cause,
      )
    }
    if (executionProvider !== 'cpu') {
      throw modelUnsupported(
        `ONNX Runtime cannot run ${file} on "${executionProvider}": ${reason}`,
        cause,
      )
    }
    throw modelInvalid(`ONNX Runtime cannot load ${file}; pull or copy it again: ${reason}`, cause)
  }
}

/**
 * Makes sure that a session has an input or output of the type and shape that the pipeline will give or take.
 *
 * @throws EarmarkError MODEL_UNSUPPORTED, naming both shapes
 */
export function expectTensor(
  file: string,
  found: readonly InferenceSession.ValueMetadata[],
  expected: TensorShape,
): void {
  const value = found.find(({ name }) => name === expected.name)
  const fits =
    value?.isTensor === true &&
    value.type === expected.type &&
    value.shape.length === expected.shape.length &&
    value.shape.every((size, i) => {
      const wanted = expected.shape[i]
      return typeof size === 'string' || typeof wanted === 'string' || size === wanted
    })
  if (fits) return
  const names = found.map((other) =>
    other.isTensor ? describe(other.name, other.type, other.shape) : other.name,
  )
  throw modelUnsupported(
    `${file} should have ${describe(expected.name, expected.type, expected.shape)}; it has ${names.join(', ') || 'nothing'}.`,
  )
}

function describe(name: string, type: string, shape: readonly (number | string)[]): string {
  return `${name}: ${type}[${shape.join(', ')}]`
}
