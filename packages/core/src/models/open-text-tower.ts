import { createPromptTokenizer } from './create-prompt-tokenizer.js'
import type { ClapModel } from './model.js'
import { normaliseEmbedding } from './normalise-embedding.js'
import { expectTensor, openSession, type TowerOptions } from './open-session.js'

export interface TextTower {
  /**
   * Embeds prompts, one at a time: batching saves nothing on a CPU, and padding would change the last digits.
   *
   * @returns for each prompt [512], of length one
   */
  embed(prompts: readonly string[]): Promise<Float32Array[]>
  close(): Promise<void>
}

const INPUT_IDS = 'input_ids'
const ATTENTION_MASK = 'attention_mask'
const OUTPUT = 'text_embeds'

/**
 * Loads a model's tokenizer and text tower.
 *
 * @throws EarmarkError MODEL_INVALID or MODEL_UNSUPPORTED
 */
export async function openTextTower(
  model: ClapModel,
  options: Omit<TowerOptions, 'keepsArena'> = {},
): Promise<TextTower> {
  const file = model.files.text
  const tokenize = await createPromptTokenizer(model)
  // Prompts differ in length, and an arena would keep the memory of every length ever seen.
  const session = await openSession(file, { ...options, keepsArena: false })
  const shape = [1, 'tokens']
  for (const name of [INPUT_IDS, ATTENTION_MASK]) {
    expectTensor(file, session.inputMetadata, { name, type: 'int64', shape })
  }
  const output = { name: OUTPUT, type: 'float32', shape: [1, model.dimensions] }
  expectTensor(file, session.outputMetadata, output)
  const { Tensor } = await import('onnxruntime-node')

  async function embedPrompt(prompt: string): Promise<Float32Array> {
    const ids = BigInt64Array.from(tokenize(prompt), BigInt)
    const dims = [1, ids.length]
    const mask = new BigInt64Array(ids.length).fill(1n)
    const inputs = {
      [INPUT_IDS]: new Tensor('int64', ids, dims),
      [ATTENTION_MASK]: new Tensor('int64', mask, dims),
    }
    const answers = await session.run(inputs, [OUTPUT])
    return normaliseEmbedding(answers[OUTPUT]?.data, file)
  }

  return {
    async embed(prompts) {
      const embeddings: Float32Array[] = []
      for (const prompt of prompts) embeddings.push(await embedPrompt(prompt))
      return embeddings
    },
    close: () => session.release(),
  }
}
