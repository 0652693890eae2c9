import {
  type ExecutionProvider,
  type Model,
  openAudioTower,
  openTextTower,
  type TextTower,
} from '@earmark/core'

export interface Towers {
  /** @returns [512] */
  embedAudio(samples: Float32Array): Promise<Float32Array>
  /** @returns [prompts · 512] */
  embedTexts(prompts: string[]): Promise<Float32Array>
}

/** Prompts come in bursts, and a full-size text tower holds 500 MB. */
const TEXT_TOWER_IDLE_MS = 60_000

/** Opens a model's audio tower now, and its text tower whenever there are prompts. */
export async function openTowers(
  model: Model,
  options: { executionProvider: ExecutionProvider },
): Promise<Towers> {
  const audio = await openAudioTower(model, options)
  let text: TextTower | undefined
  let idle: NodeJS.Timeout | undefined

  return {
    embedAudio: (samples) => audio.embed(samples),
    async embedTexts(prompts) {
      clearTimeout(idle)
      text ??= await openTextTower(model, options)
      const embeddings = await text.embed(prompts)
      const opened = text
      idle = setTimeout(() => {
        text = undefined
        void opened.close()
      }, TEXT_TOWER_IDLE_MS).unref()
      const joined = new Float32Array(prompts.length * model.dimensions)
      for (const [i, embedding] of embeddings.entries()) joined.set(embedding, i * model.dimensions)
      return joined
    },
  }
}
