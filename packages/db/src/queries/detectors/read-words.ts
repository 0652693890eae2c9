import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseVector } from '../label-sets/parse-vector.js'

/** A label, and the vector of its words: null where it has none, or a prompt that the model has not encoded. */
export interface LabelWords {
  labelId: number
  label: string
  prompts: number
  isByExample: boolean
  vector: Float32Array | null
}

/** The words of a set's labels under a model, by position: of each the normalised mean of its prompts. */
export async function readWords(
  db: Database,
  { modelId, labelSetId }: { modelId: number; labelSetId: number },
): Promise<LabelWords[]> {
  const { rows } = await db.execute<Omit<LabelWords, 'vector'> & { vector: string | null }>(sql`
    select l.id as "labelId", l.name as label, cardinality(l.prompts) as prompts, l.by_example as "isByExample",
      w.vector::text as vector
    from earmark.labels l
    left join lateral (
      select l2_normalize(avg(t.embedding order by p.position)) as vector
      from unnest(l.prompts) with ordinality as p (prompt, position)
      left join earmark.text_embeddings t
        on t.model_id = ${modelId} and t.prompt_sha256 = sha256(convert_to(p.prompt, 'UTF8'))
      having count(*) > 0 and count(t.embedding) = count(*)
    ) w on true
    where l.label_set_id = ${labelSetId}
    order by l.position`)
  return rows.map((row) => ({
    ...row,
    vector: row.vector === null ? null : parseVector(row.vector),
  }))
}
