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
  const { rows } = await pool.query<{ id: number }>(
    `with label as (
        insert into earmark.labels (label_set_id, position, name, prompts)
        select $1, n - 1, $2 || ' ' || n, array[$2 || ' ' || n] from generate_series(1, $3) n
        returning id, position
      )
      select id from label order by position`,
    [set!.id, name, labels],
  )
  const labelIds = rows.map((row) => row.id)
  await writeLabelEmbeddings(pool, archive, labelIds)
  return { id: set!.id, labelIds }
}

/** Gives each label words for a cluster of the archive, unless it has some. */
export async function writeLabelEmbeddings(
  pool: pg.Pool,
  { embeddings, modelId }: Archive,
  labelIds: readonly number[],
): Promise<void> {
  const words = labelIds.map((_, i) => {
    // Spread over frequent and rare clusters alike.
    const cluster = Math.floor((i * embeddings.clusters) / labelIds.length)
    return `[${embeddings.drawWords(cluster).join(',')}]`
  })
  await pool.query(
    `insert into earmark.label_embeddings (label_id, model_id, embedding)
      select label.id, $1, label.vector::vector from unnest($2::bigint[], $3::text[]) as label (id, vector)
      on conflict do nothing`,
    [modelId, labelIds, words],
  )
}
