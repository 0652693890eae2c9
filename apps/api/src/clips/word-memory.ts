import { findTextEmbeddings } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'

/** About 20 MB of vectors. */
const MAX_WORDS_KEPT = 10_000

/**
 * The vectors of words that are being typed. Half of them are halves of words: they are kept in memory, and never stored as
 * those of labels and searches are.
 */
export function createWordMemory({
  db,
  inference,
  model,
}: Pick<ApiDependencies, 'db' | 'inference' | 'model'>) {
  // What was asked longest ago is the first.
  const kept = new Map<string, Float32Array>()

  return {
    /** One vector for each prompt, in their order; only what is not known yet is encoded. */
    async embed(prompts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
      const vectors = new Map<string, Float32Array>()
      const learn = (prompt: string, vector: Float32Array) => {
        vectors.set(prompt, vector)
        kept.delete(prompt)
        kept.set(prompt, vector)
      }
      for (const prompt of prompts) if (kept.has(prompt)) learn(prompt, kept.get(prompt)!)
      const unknown = () => prompts.filter((prompt) => !vectors.has(prompt))
      if (unknown().length > 0) {
        const stored = await findTextEmbeddings(db, { modelId: model.id, prompts: unknown() })
        for (const [prompt, vector] of stored) learn(prompt, vector)
      }
      const fresh = unknown()
      if (fresh.length > 0) {
        const pool = await inference.get()
        const encoded = await pool.embedTexts(fresh, { signal })
        for (const [at, prompt] of fresh.entries()) learn(prompt, encoded[at]!)
      }
      for (const prompt of kept.keys()) {
        if (kept.size <= MAX_WORDS_KEPT) break
        kept.delete(prompt)
      }
      return prompts.map((prompt) => vectors.get(prompt)!)
    },
  }
}

export type WordMemory = ReturnType<typeof createWordMemory>
