import type { Batch } from '@earmark/client'
import type { DatabaseConnection } from '@earmark/db'

export type TopLabel = {
  key: string
  labelSetId: number
  label: string
  probability: number
}

export type WindowLabel = { startS: number; endS: number; label: string; probability: number }

/** Each object of a batch with the surest label of each of the batch's label sets. */
export async function readTopLabels(
  { pool }: Pick<DatabaseConnection, 'pool'>,
  batch: Pick<Batch, 'id' | 'labelSets'>,
): Promise<TopLabel[]> {
  const { rows } = await pool.query<TopLabel>(
    `select t.key, t.label_set_id as "labelSetId", t.label, t.probability
     from earmark.items i
     join earmark.top_labels t on t.hearing_id = i.hearing_id
     where i.batch_id = $1 and t.label_set_id = any ($2::bigint[])
     order by t.key, t.label_set_id`,
    [batch.id, batch.labelSets.map((set) => set.id)],
  )
  return rows
}

/** The surest label of each window of one object: probabilities come out of the stored embeddings. */
export async function readWindowLabels(
  { pool }: Pick<DatabaseConnection, 'pool'>,
  { batchId, key, labelSetId }: { batchId: number; key: string; labelSetId: number },
): Promise<WindowLabel[]> {
  const { rows } = await pool.query<WindowLabel>(
    `with similarities as (
       select e.start_s, e.end_s, l.name as label, m.logit_scale,
         1 - (e.embedding::vector <=> le.embedding) as similarity
       from earmark.items i
       join earmark.hearings h on h.id = i.hearing_id
       join earmark.models m on m.id = h.model_id
       join earmark.embeddings e on e.hearing_id = h.id
       join earmark.labels l on l.label_set_id = $3
       join earmark.label_embeddings le on le.label_id = l.id and le.model_id = h.model_id
       where i.batch_id = $1 and i.key = $2
     ), probabilities as (
       select start_s, end_s, label,
         exp(logit_scale * similarity) / sum(exp(logit_scale * similarity)) over (partition by start_s) as probability
       from similarities
     )
     select distinct on (start_s) start_s as "startS", end_s as "endS", label, probability
     from probabilities order by start_s, probability desc`,
    [batchId, key, labelSetId],
  )
  return rows
}
