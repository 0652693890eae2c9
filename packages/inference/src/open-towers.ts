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
  /** @returns [windows · 512] from CLAP, [windows · labels] logits from a classifier */
  hear(windows: readonly Float32Array[]): Promise<Float32Array>
  /** @returns [prompts · 512] */
  embedTexts(prompts: string[]): Promise<Float32Array>
}

export interface TowersOptions {
  executionProvider: ExecutionProvider
  /** Told how long the features of a window took. */
  onFeatures: (ms: number) => void
}

/** Prompts come in bursts, and a full-size text tower holds 500 MB. */
const TEXT_TOWER_IDLE_MS = 60_000

/** Opens a CLAP's audio tower or a classifier now, and a text tower whenever there are prompts. */
export async function openTowers(model: Model, options: TowersOptions): Promise<Towers> {
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
      return join(embeddings)
    },
  }
}

async function openEar(model: Model, options: TowersOptions): Promise<Towers['hear']> {
  if (model.kind === 'classifier') {
    const classifier = await openClassifier(model, options)
    return async (windows) => {
      const logits: Float32Array[] = []
      for (const window of windows) logits.push(await classifier.classify(window))
      return join(logits)
    }
  }
  const tower = await openAudioTower(model, options)
  return async (windows) => join(await tower.embedTogether(windows))
}

/** Vectors of one length, one after the other. */
function join(vectors: readonly Float32Array[]): Float32Array {
  const [first] = vectors
  if (first === undefined || vectors.length === 1) return first ?? new Float32Array(0)
  const joined = new Float32Array(vectors.length * first.length)
  for (const [i, vector] of vectors.entries()) joined.set(vector, i * first.length)
  return joined
}
