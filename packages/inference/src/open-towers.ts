import {
  type ExecutionProvider,
  expectClap,
  type Model,
  openAudioTower,
  openClassifier,
  openTextTower,
  type TextTower,
} from '@earmark/core'

export interface Towers {
  /** @returns [512] from CLAP, a logit for each label from a classifier */
  hear(samples: Float32Array): Promise<Float32Array>
  /** @returns [prompts · 512] */
  embedTexts(prompts: string[]): Promise<Float32Array>
}

/** Prompts come in bursts, and a full-size text tower holds 500 MB. */
const TEXT_TOWER_IDLE_MS = 60_000

/** Opens a CLAP's audio tower or a classifier now, and a text tower whenever there are prompts. */
export async function openTowers(
  model: Model,
  options: { executionProvider: ExecutionProvider },
): Promise<Towers> {
  const hear = await openEar(model, options)
  let text: TextTower | undefined
  let idle: NodeJS.Timeout | undefined

  return {
    hear,
    async embedTexts(prompts) {
      const clap = expectClap(model)
      clearTimeout(idle)
      text ??= await openTextTower(clap, options)
      const embeddings = await text.embed(prompts)
      const opened = text
      idle = setTimeout(() => {
        text = undefined
        void opened.close()
      }, TEXT_TOWER_IDLE_MS).unref()
      const joined = new Float32Array(prompts.length * clap.dimensions)
      for (const [i, embedding] of embeddings.entries()) joined.set(embedding, i * clap.dimensions)
      return joined
    },
  }
}

async function openEar(
  model: Model,
  options: { executionProvider: ExecutionProvider },
): Promise<Towers['hear']> {
  if (model.kind === 'classifier') {
    const classifier = await openClassifier(model, options)
    return (samples) => classifier.classify(samples)
  }
  const tower = await openAudioTower(model, options)
  return (samples) => tower.embed(samples)
}
