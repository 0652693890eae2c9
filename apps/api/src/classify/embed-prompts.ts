import { findTextEmbeddings, saveTextEmbeddings } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'

/** Between groups other clips get their turn, and what is done is kept even where the client goes away. */
const PROMPTS_AT_ONCE = 64

type EmbedDependencies = Pick<ApiDependencies, 'db' | 'inference' | 'model'>

/** The embeddings of prompts: each is encoded once, ever. */
export async function embedPrompts(
  { db, inference, model }: EmbedDependencies,
  prompts: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Float32Array>> {
  const unique = [...new Set(prompts)]
  const embeddings = await findTextEmbeddings(db, { modelId: model.id, prompts: unique })
  const missing = unique.filter((prompt) => !embeddings.has(prompt))
  for (let start = 0; start < missing.length; start += PROMPTS_AT_ONCE) {
    const group = missing.slice(start, start + PROMPTS_AT_ONCE)
    const pool = await inference.get()
    const vectors = await pool.embedTexts(group, { signal })
    const encoded = new Map(group.map((prompt, index) => [prompt, vectors[index]!]))
    await saveTextEmbeddings(db, model.id, encoded)
    for (const [prompt, vector] of encoded) embeddings.set(prompt, vector)
  }
  return embeddings
}
