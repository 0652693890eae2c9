import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { LabelFigures } from '../stats/count-top-labels.js'

export interface SummaryMoment {
  objectId: number
  bucket: string
  key: string
  durationS: number | null
  codec: string | null
  label: string
  probability: number
  /** Of the window that says it most. */
  startS: number
  endS: number
}

export interface LabelSummary {
  labels: LabelFigures[]
  /** By twentieths, from 0 on; of the first label set, as are the moments. */
  confidence: number[]
  surest: SummaryMoment[]
  leastSure: SummaryMoment[]
}

const MAX_LABELS_A_SET = 30
const MOMENTS = 6
const BINS = 20

/** The most probable label of each of the hearings under each label set of the batch. */
export async function summariseLabels(
  db: Database,
  { batchId, hearingIds }: { batchId: number; hearingIds: readonly number[] },
): Promise<LabelSummary> {
  const { rows } = await db.execute<LabelSummary & Record<string, unknown>>(sql`
    with sets as materialized (
      select s.label_set_id, row_number() over (order by s.position) as place, ls.name, ls.version
      from earmark.batch_label_sets s join earmark.label_sets ls on ls.id = s.label_set_id
      where s.batch_id = ${batchId}
    ), best as materialized (
      select distinct on (c.hearing_id, s.place) c.hearing_id, s.place, s.name as set_name, s.version, l.name as label,
        c.probability, c.peak_window
      from unnest(${sql.param(hearingIds)}::bigint[]) as wanted (hearing_id)
      join earmark.classifications c on c.hearing_id = wanted.hearing_id
      join earmark.labels l on l.id = c.label_id
      join sets s on s.label_set_id = l.label_set_id
      order by c.hearing_id, s.place, c.probability desc, l.position
    ), ranked as (
      select b.place, b.set_name, b.version, b.label, count(*) as objects, coalesce(sum(o.duration_s), 0) as audio_s,
        row_number() over (partition by b.place order by coalesce(sum(o.duration_s), 0) desc, b.label) as rank
      from best b join earmark.hearings h on h.id = b.hearing_id join earmark.objects o on o.id = h.object_id
      group by b.place, b.set_name, b.version, b.label
    ), surest as (
      select * from best where place = 1 order by probability desc, hearing_id limit ${MOMENTS}
    ), least_sure as (
      select * from best where place = 1 order by probability, hearing_id limit ${MOMENTS}
    ), moments as (
      select true as is_sure, surest.* from surest union all select false, least_sure.* from least_sure
    ), shown as (
      select m.is_sure, m.probability, m.hearing_id, json_build_object('objectId', o.id, 'bucket', o.bucket, 'key', o.key,
        'durationS', o.duration_s, 'codec', o.codec, 'label', m.label, 'probability', m.probability,
        'startS', m.peak_window * h.hop_ms / 1000.0::float8,
        'endS', least((m.peak_window * h.hop_ms + h.window_ms) / 1000.0::float8, o.duration_s)) as moment
      from moments m join earmark.hearings h on h.id = m.hearing_id join earmark.objects o on o.id = h.object_id
    )
    select
      coalesce((select json_agg(json_build_object('labelSet', set_name, 'labelSetVersion', version, 'label', label,
        'objects', objects, 'audioS', audio_s) order by place, rank) from ranked where rank <= ${MAX_LABELS_A_SET}), '[]')
        as labels,
      (select json_agg(coalesce(n.objects, 0) order by bin) from generate_series(0, ${BINS - 1}::int) as bin
        left join (
          select least(floor(probability * ${BINS}::int), ${BINS - 1}::int)::int as bin, count(*) as objects
          from best where place = 1 group by 1
        ) n using (bin)) as confidence,
      coalesce((select json_agg(moment order by probability desc, hearing_id) from shown where is_sure), '[]') as surest,
      coalesce((select json_agg(moment order by probability, hearing_id) from shown where not is_sure), '[]') as "leastSure"`)
  return rows[0]!
}
