import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** The prompts of these label sets that this model has not encoded yet. */
export async function listUnembeddedPrompts(
  db: Database,
  work: { modelId: number; labelSetIds: number[] },
): Promise<string[]> {
  const { rows } = await db.execute<{ prompt: string }>(sql`
    select distinct p.prompt
    from earmark.labels l cross join unnest(l.prompts) as p (prompt)
    where l.label_set_id = any (${sql.param(work.labelSetIds)}::bigint[])
      and not exists (
        select from earmark.text_embeddings t
        where t.model_id = ${work.modelId} and t.prompt_sha256 = sha256(convert_to(p.prompt, 'UTF8'))
      )
    order by p.prompt`)
  return rows.map((row) => row.prompt)
}
