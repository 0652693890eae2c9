import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { toVector } from '../../to-vector.js'

/** Keeps what a model made of prompts, so that each is encoded once, ever. The first one saved stays. */
export async function saveTextEmbeddings(
  db: Database,
  modelId: number,
  embeddings: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  if (embeddings.size === 0) return
  const prompts = [...embeddings.keys()]
  const vectors = [...embeddings.values()].map((embedding) => toVector(embedding))
  await db.execute(sql`
    insert into earmark.text_embeddings (model_id, prompt_sha256, prompt, embedding)
    select ${modelId}, sha256(convert_to(prompt, 'UTF8')), prompt, embedding::vector
    from unnest(${sql.param(prompts)}::text[], ${sql.param(vectors)}::text[]) as t (prompt, embedding)
    order by 2
    on conflict (model_id, prompt_sha256) do nothing`)
}
