import { EarmarkError } from '../errors.js'
import { createLogMel, frameCount } from '../features/log-mel.js'
import type { ClapModel } from './model.js'
import { normaliseEmbedding } from './normalise-embedding.js'
import { expectTensor, openSession, type TowerOptions } from './open-session.js'

export interface AudioTower {
  /**
   * Embeds one window of mono samples at the model's rate, unpadded, 1 to windowSamples of them.
   *
   * @returns [512], of length one
   * @throws EarmarkError UNDECODABLE_AUDIO where a sample is not a finite number
   */
  embed(samples: Float32Array): Promise<Float32Array>
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
  const shape = [1, 1, frameCount(model.logMel), model.logMel.melBands]
  expectTensor(file, session.inputMetadata, { name: INPUT, type: 'float32', shape })
  const output = { name: OUTPUT, type: 'float32', shape: [1, model.dimensions] }
  expectTensor(file, session.outputMetadata, output)
  const { Tensor } = await import('onnxruntime-node')
  const logMel = createLogMel(model.logMel)

  return {
    async embed(samples) {
      const features = logMel(samples)
      if (hasNaN(features)) {
        throw new EarmarkError(
          'UNDECODABLE_AUDIO',
          'The audio holds samples that are infinite or not a number.',
          { permanent: true },
        )
      }
      const answers = await session.run({ [INPUT]: new Tensor('float32', features, shape) }, [
        OUTPUT,
      ])
      return normaliseEmbedding(answers[OUTPUT]?.data, file)
    },
    close: () => session.release(),
  }
}

function hasNaN(values: Float32Array): boolean {
  let sum = 0
  for (let i = 0; i < values.length; i += 1) sum += values[i]!
  return Number.isNaN(sum)
}
