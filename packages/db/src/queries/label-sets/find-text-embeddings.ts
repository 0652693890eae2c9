import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** pgvector's binary form: 2 bytes of dimensions, 2 unused, then float32s, big-endian. */
const HEADER_BYTES = 4

/** Looks up which of these prompts a model has encoded already. Prompts that are missing in the result are new. */
export async function findTextEmbeddings(
  db: Database,
  query: { modelId: number; prompts: readonly string[] },
): Promise<Map<string, Float32Array>> {
  // Binary, because parsing 512 decimal numbers for each of 5,000 prompts takes longer than a clip may.
  const { rows } = await db.execute<{ prompt: string; embedding: Buffer }>(sql`
    select t.prompt, vector_send(t.embedding) as embedding
    from unnest(${sql.param(query.prompts)}::text[]) as p (prompt)
    join earmark.text_embeddings t
      on t.model_id = ${query.modelId} and t.prompt_sha256 = sha256(convert_to(p.prompt, 'UTF8'))`)
  return new Map(rows.map(({ prompt, embedding }) => [prompt, readVector(embedding)]))
}

function readVector(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.readUInt16BE(0) }, (_, i) =>
    bytes.readFloatBE(HEADER_BYTES + 4 * i),
  )
}
