import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type LearnDetector, learnDetectors } from '../detectors/learn-detectors.js'

/**
 * Gives each label of a set its vector under a model: the normalised mean of its prompts' embeddings, over all templates
 * and synonyms, or, where labels are each a presence, a detector. Labels that have one, and labels with a prompt that is
 * not encoded yet, are left alone.
 *
 * @param learn how a detector is learned
 */
export async function refreshLabelEmbeddings(
  db: Database,
  { modelId, labelSetId }: { modelId: number; labelSetId: number },
  learn: LearnDetector,
): Promise<void> {
  await db.execute(sql`
    insert into earmark.label_embeddings (label_id, model_id, embedding)
    select l.id, ${modelId}, l2_normalize(avg(t.embedding order by p.position))
    from earmark.labels l
    join earmark.label_sets ls on ls.id = l.label_set_id and ls.scoring = 'shares'
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
  await learnDetectors(db, { modelId, labelSetId }, learn)
}
