import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export interface ModelComparison {
  /** Objects that both models heard with the same windows and scored under the label set. */
  objects: number
  /** Of these, objects whose most probable label is the same. */
  agreed: number
  /** Mean over the objects of how far the probabilities moved: 0 not at all, 1 altogether. */
  meanMoved: number
  /** The objects that moved most. */
  moved: MovedObject[]
}

export interface MovedObject {
  objectId: number
  bucket: string
  key: string
  /** Half the sum over the labels of |a - b|; labels that a model did not keep count as 0. */
  moved: number
  a: { label: string; probability: number }
  b: { label: string; probability: number }
}

/** Compares what two models say of the same objects under a label set. */
export async function compareModels(
  db: Database,
  query: { labelSetId: number; modelA: number; modelB: number; limit: number },
): Promise<ModelComparison> {
  const { labelSetId, modelA, modelB, limit } = query
  const { rows } = await db.execute<ModelComparison & Record<string, unknown>>(sql`
    with pairs as (
      select a.object_id, a.id as a_id, b.id as b_id
      from earmark.hearings a
      join earmark.hearings b on (b.object_id, b.window_ms, b.hop_ms) = (a.object_id, a.window_ms, a.hop_ms)
      join earmark.scorings sa on sa.hearing_id = a.id and sa.label_set_id = ${labelSetId}
      join earmark.scorings sb on sb.hearing_id = b.id and sb.label_set_id = ${labelSetId}
      where a.model_id = ${modelA} and b.model_id = ${modelB}
    ), scores as (
      select p.object_id, p.a_id, c.label_id, c.probability::float8 as a, 0::float8 as b
      from pairs p join earmark.classifications c on c.hearing_id = p.a_id
      union all
      select p.object_id, p.a_id, c.label_id, 0, c.probability::float8
      from pairs p join earmark.classifications c on c.hearing_id = p.b_id
    ), labelled as (
      select s.object_id, s.a_id, l.position, l.name, sum(s.a) as a, sum(s.b) as b
      from scores s join earmark.labels l on l.id = s.label_id and l.label_set_id = ${labelSetId}
      group by s.object_id, s.a_id, l.position, l.name
    ), compared as (
      select object_id, a_id, sum(abs(a - b)) / 2 as moved, max(a) as a, max(b) as b,
        (array_agg(name order by a desc, position))[1] as a_label, (array_agg(name order by b desc, position))[1] as b_label
      from labelled group by object_id, a_id
    ), most as (
      select c.*, o.bucket, o.key from compared c join earmark.objects o on o.id = c.object_id
      order by c.moved desc, c.object_id limit ${limit}
    )
    select count(*) as objects, count(*) filter (where a_label = b_label) as agreed,
      coalesce(avg(moved), 0) as "meanMoved",
      coalesce((
        select json_agg(json_build_object('objectId', object_id, 'bucket', bucket, 'key', key, 'moved', moved,
          'a', json_build_object('label', a_label, 'probability', a),
          'b', json_build_object('label', b_label, 'probability', b)) order by moved desc, object_id)
        from most
      ), '[]') as moved
    from compared`)
  return rows[0]!
}
