import type { InferenceSession } from 'onnxruntime-node'
import { EarmarkError } from '../errors.js'
import { createClassifierFeatures } from '../features/classifier-features.js'
import type { ClassifierModel } from './model.js'
import { modelUnsupported } from './model-file.js'
import { expectTensor, openSession, type TowerOptions } from './open-session.js'
import { timed } from './timed.js'

export interface Classifier {
  /**
   * Classifies one window of mono samples at the model's rate, unpadded, 1 to windowSamples of them. One call at a time.
   * Of more samples AST and Whisper ignore the rest; Wav2Vec2 takes them all, at a price in memory.
   *
   * @returns a logit for each of the model's labels
   * @throws EarmarkError UNDECODABLE_AUDIO where a sample is not a finite number
   */
  classify(samples: Float32Array): Promise<Float32Array>
  close(): Promise<void>
}

const OUTPUT = 'logits'
/** Some exports of Wav2Vec2 ask which samples are padding; none are, here. */
const ATTENTION_MASK = 'attention_mask'

/**
 * Loads a fixed-label classifier. ONNX Runtime computes on the calling thread, so a server should not call this in the
 * process that answers requests.
 *
 * @throws EarmarkError MODEL_INVALID or MODEL_UNSUPPORTED
 */
export async function openClassifier(
  model: ClassifierModel,
  options: Omit<TowerOptions, 'keepsArena'> = {},
): Promise<Classifier> {
  const file = model.files.model
  const features = createClassifierFeatures(model.features)
  const { input } = features
  // An arena would keep the memory of every length of clip ever seen.
  const session = await openSession(file, { ...options, keepsArena: features.hasFixedShape })
  const shape = features.hasFixedShape ? features.shape(model.windowSamples) : [1, 'samples']
  expectTensor(file, session.inputMetadata, { name: input, type: 'float32', shape })
  if (!features.hasFixedShape) expectFreeLength(file, session.inputMetadata, input)
  const output = { name: OUTPUT, type: 'float32', shape: [1, model.labels.length] }
  expectTensor(file, session.outputMetadata, output)
  const others = session.inputNames.filter((name) => name !== input)
  const wantsMask = !features.hasFixedShape && others.includes(ATTENTION_MASK)
  if (others.length > (wantsMask ? 1 : 0)) {
    throw modelUnsupported(`${file} wants inputs that are not supported: ${others.join(', ')}.`)
  }
  const { Tensor } = await import('onnxruntime-node')
  const extract = timed(features.extract, options.onFeatures)

  return {
    async classify(samples) {
      checkSamples(samples)
      const values = extract(samples)
      const shape = features.shape(samples.length)
      const mask = new BigInt64Array(wantsMask ? values.length : 0).fill(1n)
      const inputs = {
        [input]: new Tensor('float32', values, shape),
        ...(wantsMask ? { [ATTENTION_MASK]: new Tensor('int64', mask, shape) } : {}),
      }
      const answers = await session.run(inputs, [OUTPUT])
      return checkLogits(answers[OUTPUT]?.data, model)
    },
    close: () => session.release(),
  }
}

/** An export for clips of one length only would need another padding than the reference's. */
function expectFreeLength(
  file: string,
  inputs: readonly InferenceSession.ValueMetadata[],
  name: string,
): void {
  const input = inputs.find((other) => other.name === name)
  const length = input?.isTensor ? input.shape[1] : undefined
  if (typeof length !== 'number') return
  throw modelUnsupported(
    `${file} takes clips of exactly ${length} samples; export it with a dynamic length.`,
  )
}

function checkSamples(samples: Float32Array): void {
  let sum = 0
  for (let i = 0; i < samples.length; i += 1) sum += samples[i]!
  if (Number.isFinite(sum)) return
  throw new EarmarkError(
    'UNDECODABLE_AUDIO',
    'The audio holds samples that are infinite or not a number.',
    { permanent: true },
  )
}

/** A new array: a session's output may live in its arena. */
function checkLogits(raw: unknown, { labels, files }: ClassifierModel): Float32Array {
  if (!(raw instanceof Float32Array) || raw.length !== labels.length) {
    const length = raw instanceof Float32Array ? raw.length : typeof raw
    throw modelUnsupported(
      `${files.model} answered with ${length} numbers instead of one for each of ${labels.length} labels.`,
    )
  }
  if (!raw.every(Number.isFinite)) {
    throw modelUnsupported(`${files.model} answered with numbers that are not finite.`)
  }
  return raw.slice()
}
