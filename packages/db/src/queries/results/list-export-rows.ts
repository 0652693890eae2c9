import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { ExportScope } from './find-export-scope.js'

export type ExportKind = 'results' | 'detections' | 'embeddings'

/**
 * A row of the view of that name, or a window with its embedding. Names are those of the view's columns; times are
 * microseconds since 1970, an embedding is pgvector's text: `[0.1,…]`.
 */
export type ExportRow = Record<string, string | number | null>

/** All rows of some hearings, in the hearings' order. */
export async function listExportRows(
  db: Database,
  kind: ExportKind,
  hearingIds: readonly number[],
  scope: ExportScope,
): Promise<ExportRow[]> {
  const { rows } = await db.execute<ExportRow>(sql`
    select r.*
    from unnest(${sql.param(hearingIds)}::bigint[]) with ordinality as h (id, place)
    cross join lateral (${selects[kind](scope)} offset 0) r
    order by h.place, ${orders[kind]}`)
  return rows
}

const heardAt = (column: string) =>
  sql.raw(`(extract(epoch from ${column}) * 1000000)::bigint as heard_at`)

const selects: Record<ExportKind, (scope: ExportScope) => SQL> = {
  results: ({ labelIds, filter }) => sql`
    select r.bucket, r.key, r.label, r.probability, r.similarity, r.peak_probability, r.peak_start_s, r.peak_end_s,
      r.label_set, r.label_set_version, r.template, r.model, r.model_revision, r.duration_s, r.windows, r.window_s, r.hop_s,
      r.etag, r.version_id, ${heardAt('r.heard_at')}, r.object_id, r.hearing_id, r.label_id, r.label_set_id, r.model_id
    from earmark.results r
    where r.hearing_id = h.id and r.probability >= ${Math.fround(filter.minProbability ?? 0)}::real
      and ${isAmong('r.label_id', labelIds)}`,
  detections: ({ labelIds }) => sql`
    select d.bucket, d.key, d.label, d.start_s, d.end_s, d.peak_start_s, d.peak_similarity, d.mean_similarity,
      d.z_score, d.percentile, d.windows, d.label_set, d.label_set_version, d.model, d.model_revision, d.duration_s,
      ${heardAt('d.heard_at')}, d.object_id, d.hearing_id, d.label_id, d.label_set_id, d.model_id,
      (select coalesce(o.sample_rate, m.sample_rate) from earmark.objects o, earmark.models m
        where o.id = d.object_id and m.id = d.model_id) as sample_rate
    from earmark.detections d
    where d.hearing_id = h.id and ${isAmong('d.label_id', labelIds)}`,
  embeddings: () => sql`
    select o.bucket, o.key, e.window_index, e.start_s, e.end_s, e.embedding::text as embedding,
      m.name as model, m.revision as model_revision, o.etag, ${heardAt('g.heard_at')},
      o.id as object_id, g.id as hearing_id, m.id as model_id
    from earmark.embeddings e
    join earmark.hearings g on g.id = e.hearing_id
    join earmark.objects o on o.id = g.object_id
    join earmark.models m on m.id = g.model_id
    where e.hearing_id = h.id`,
}

const orders: Record<ExportKind, SQL> = {
  results: sql`r.label_id`,
  detections: sql`r.start_s, r.label_id`,
  embeddings: sql`r.window_index`,
}

function isAmong(column: string, ids: readonly number[] | null): SQL {
  return ids ? sql`${sql.raw(column)} = any (${sql.param(ids)}::bigint[])` : sql`true`
}
