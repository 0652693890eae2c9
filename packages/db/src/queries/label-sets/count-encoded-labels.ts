import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** How many labels a set has, and of how many a model has encoded every prompt. Labels by example have none. */
export async function countEncodedLabels(
  db: Database,
  { modelId, labelSetId }: { modelId: number; labelSetId: number },
): Promise<{ labels: number; encoded: number }> {
  // One join over all prompts: asked label by label, each would look through all that is encoded.
  const { rows } = await db.execute<{ labels: number; waiting: number }>(sql`
    select (select count(*)::int from earmark.labels where label_set_id = ${labelSetId}) as labels,
      count(distinct prompts.label_id)::int as waiting
    from (
      select l.id as label_id, sha256(convert_to(p.prompt, 'UTF8')) as hash
      from earmark.labels l cross join unnest(l.prompts) as p (prompt)
      where l.label_set_id = ${labelSetId}
    ) prompts
    left join earmark.text_embeddings t on t.model_id = ${modelId} and t.prompt_sha256 = prompts.hash
    where t.prompt_sha256 is null`)
  const { labels, waiting } = rows[0] ?? { labels: 0, waiting: 0 }
  return { labels, encoded: labels - waiting }
}
