import { EarmarkError } from '../errors.js'
import { createLogMel } from '../features/log-mel.js'
import { frameCount } from '../features/log-mel-spec.js'
import type { ClapModel } from './model.js'
import { normaliseEmbedding } from './normalise-embedding.js'
import { expectTensor, openSession, type TowerOptions } from './open-session.js'
import { timed } from './timed.js'

export interface AudioTower {
  /**
   * Embeds one window of mono samples at the model's rate, unpadded, 1 to windowSamples of them.
   *
   * @returns [512], of length one
   * @throws EarmarkError UNDECODABLE_AUDIO where a sample is not a finite number
   */
  embed(samples: Float32Array): Promise<Float32Array>
  /**
   * Embeds windows in one run, which some execution providers gain from; one by one where the model was exported for that.
   *
   * @returns [512] for each
   * @throws EarmarkError as embed, where any of them cannot be embedded
   */
  embedTogether(windows: readonly Float32Array[]): Promise<Float32Array[]>
  close(): Promise<void>
}

const INPUT = 'input_features'
const OUTPUT = 'audio_embeds'

/**
 * Loads a model's audio tower. ONNX Runtime computes on the calling thread, so a server should not call this in the
 * process that answers requests.
 *
 * @throws EarmarkError MODEL_INVALID or MODEL_UNSUPPORTED
 */
export async function openAudioTower(
  model: ClapModel,
  options: Omit<TowerOptions, 'keepsArena'> = {},
): Promise<AudioTower> {
  const file = model.files.audio
  const session = await openSession(file, { ...options, keepsArena: true })
  const frames = frameCount(model.logMel)
  const { melBands } = model.logMel
  const input = { name: INPUT, type: 'float32', shape: [1, 1, frames, melBands] }
  expectTensor(file, session.inputMetadata, input)
  const output = { name: OUTPUT, type: 'float32', shape: [1, model.dimensions] }
  expectTensor(file, session.outputMetadata, output)
  const metadata = session.inputMetadata.find(({ name }) => name === INPUT)
  const takesMany = metadata?.isTensor === true && typeof metadata.shape[0] === 'string'
  const { Tensor } = await import('onnxruntime-node')
  const logMel = timed(createLogMel(model.logMel), options.onFeatures)

  async function run(features: Float32Array, windows: number): Promise<Float32Array[]> {
    if (hasNaN(features)) {
      throw new EarmarkError(
        'UNDECODABLE_AUDIO',
        'The audio holds samples that are infinite or not a number.',
        { permanent: true },
      )
    }
    const tensor = new Tensor('float32', features, [windows, 1, frames, melBands])
    const answers = await session.run({ [INPUT]: tensor }, [OUTPUT])
    const raw = answers[OUTPUT]?.data
    if (!(raw instanceof Float32Array)) return [normaliseEmbedding(raw, file)]
    const length = raw.length / windows
    return Array.from({ length: windows }, (_, i) =>
      normaliseEmbedding(raw.subarray(i * length, (i + 1) * length), file),
    )
  }

  async function embed(samples: Float32Array): Promise<Float32Array> {
    const [embedding] = await run(logMel(samples), 1)
    return embedding as Float32Array
  }

  return {
    embed,
    async embedTogether(windows) {
      if (windows.length > 1 && takesMany) {
        const features = new Float32Array(windows.length * frames * melBands)
        for (const [i, samples] of windows.entries()) {
          features.set(logMel(samples), i * frames * melBands)
        }
        return run(features, windows.length)
      }
      const embeddings: Float32Array[] = []
      for (const samples of windows) embeddings.push(await embed(samples))
      return embeddings
    },
    close: () => session.release(),
  }
}

function hasNaN(values: Float32Array): boolean {
  let sum = 0
  for (let i = 0; i < values.length; i += 1) sum += values[i]!
  return Number.isNaN(sum)
}
