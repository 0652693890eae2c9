import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { learnLabelVectors } from './learn-label-vectors.js'

/**
 * Gives each label of a set its vector under a model: the normalised mean of its prompts' embeddings, over all templates
 * and synonyms, or what is learned from its examples. Labels that have
 * one, and labels with a prompt that is not encoded yet, are left alone.
 */
export async function refreshLabelEmbeddings(
  db: Database,
  { modelId, labelSetId }: { modelId: number; labelSetId: number },
): Promise<void> {
  await db.execute(sql`
    insert into earmark.label_embeddings (label_id, model_id, embedding)
    select l.id, ${modelId}, l2_normalize(avg(t.embedding order by p.position))
    from earmark.labels l
    cross join unnest(l.prompts) with ordinality as p (prompt, position)
    left join earmark.text_embeddings t
      on t.model_id = ${modelId} and t.prompt_sha256 = sha256(convert_to(p.prompt, 'UTF8'))
    where l.label_set_id = ${labelSetId} and not exists (
      select from earmark.label_embeddings e where e.label_id = l.id and e.model_id = ${modelId}
    )
    group by l.id
    having count(t.embedding) = count(*)
    order by l.id
    on conflict (label_id, model_id) do nothing`)
  await learnLabelVectors(db, { modelId, labelSetId })
}
