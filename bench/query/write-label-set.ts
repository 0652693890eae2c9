import type pg from 'pg'
import type { Archive } from './write-archive.js'

/** A label set of so many labels, each in words for a cluster of the archive; new ones for every run. */
export async function writeLabelSet(
  pool: pg.Pool,
  archive: Archive,
  { name, labels }: { name: string; labels: number },
): Promise<{ id: number; labelIds: number[] }> {
  const {
    rows: [set],
  } = await pool.query<{ id: number }>(
    `insert into earmark.label_sets (name, version, template, content_sha256)
      select $1, coalesce(max(version), 0) + 1, '{}', sha256(convert_to(clock_timestamp()::text, 'UTF8'))
      from earmark.label_sets where name = $1 returning id`,
    [name],
  )
  const { embeddings } = archive
  const words = Array.from({ length: labels }, (_, i) => {
    // Spread over frequent and rare clusters alike.
    const cluster = Math.floor((i * embeddings.clusters) / labels)
    return `[${embeddings.drawWords(cluster).join(',')}]`
  })
  const { rows } = await pool.query<{ id: number }>(
    `with label as (
        insert into earmark.labels (label_set_id, position, name, prompts)
        select $1, n - 1, $4 || ' ' || n, array[$4 || ' ' || n] from generate_series(1, $5) n
        returning id, position
      ), vectors as (
        insert into earmark.label_embeddings (label_id, model_id, embedding)
        select label.id, $2, v.vector::vector
        from label join unnest($3::text[]) with ordinality as v (vector, n) on v.n = label.position + 1
      )
      select id from label order by position`,
    [set!.id, archive.modelId, words, name, labels],
  )
  return { id: set!.id, labelIds: rows.map((row) => row.id) }
}
