import { queryDatabase } from './query-database.js'
import type { Site } from './start-site.js'

const NAME = 'a hundred thousand'
const OBJECTS = 100_000

/** A batch that has ended, with a hundred thousand objects that were all too quiet. @returns its number */
export async function fillBatch(site: Site): Promise<number> {
  const [known] = await queryDatabase(site, 'select id from earmark.batches where name = $1', [
    NAME,
  ])
  if (known) return Number(known.id)
  const [made] = await queryDatabase(
    site,
    `with batch as (
       insert into earmark.batches (name, state, source, model_id, window_ms, hop_ms, priority, items_found, scanned_at, finished_at)
       select $1, 'completed', '{"prefix": "s3://field/"}', id, 10000, 10000, 5, $2, now(), now() from earmark.models limit 1
       returning id
     ), item as (
       insert into earmark.items (batch_id, seq, bucket, key, state, finished_at)
       select id, n, 'field', 'site-' || n % 100 || '/2026-06/' || lpad(n::text, 6, '0') || '.wav', 'skipped', now()
       from batch, generate_series(1, $2::int) n
     )
     select id from batch`,
    [NAME, OBJECTS],
  )
  return Number(made?.id)
}
