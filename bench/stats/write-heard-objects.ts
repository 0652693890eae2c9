import type pg from 'pg'

const LABELS = 20
/** So many objects a statement. */
const PART = 250_000

/**
 * Writes objects, each heard in one to four windows by one model, as the items of one batch under a label set of twenty
 * labels, of which each keeps two; one in a hundred failed. What is there already stays.
 *
 * @returns the batch's id
 */
export async function writeHeardObjects(client: pg.Pool, objects: number): Promise<number> {
  const { rows: known } = await client.query<{ id: number; found: number }>(
    `select id, items_found as found from earmark.batches where name = 'all'`,
  )
  if (known[0]) {
    if (known[0].found === objects) return known[0].id
    throw new Error(
      `The database holds ${known[0].found} objects, not ${objects}: drop it or name another one with --database.`,
    )
  }
  const { rows } = await client.query<{ batch: number; model: number; label: number }>(PREPARE, [
    objects,
    LABELS,
  ])
  const { batch, model, label } = rows[0]!
  for (let first = 1; first <= objects; first += PART) {
    const last = Math.min(objects, first + PART - 1)
    await client.query(WRITE_OBJECTS, [first, last])
    await client.query(WRITE_HEARINGS, [first, last, model])
    await client.query(WRITE_SCORES, [first, last, label, LABELS])
    await client.query(WRITE_ITEMS, [first, last, batch])
  }
  await client.query(
    `insert into earmark.batch_counters (batch_id, shard, done, failed)
      select batch_id, 0, count(*) filter (where state = 'done'), count(*) filter (where state = 'failed')
      from earmark.items where batch_id = $1 group by batch_id`,
    [batch],
  )
  await client.query(
    'vacuum analyze earmark.objects, earmark.hearings, earmark.classifications, earmark.items',
  )
  return batch
}

const PREPARE = `
  with model as (
    insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
    values ('generated', 'bench', 'fp32', 'clap', 20, 48000, 10) returning id
  ), set as (
    insert into earmark.label_sets (name, version, template, content_sha256)
    values ('sounds', 1, '{}', sha256('sounds')) returning id
  ), label as (
    insert into earmark.labels (label_set_id, position, name, prompts)
    select set.id, n, 'sound ' || n, array['sound ' || n] from set, generate_series(0, $2::int - 1) n order by n
    returning id
  ), batch as (
    insert into earmark.batches (name, state, source, model_id, window_ms, hop_ms, items_found, scanned_at, finished_at)
    select 'all', 'completed', '{"prefix": "s3://field/"}', id, 10000, 10000, $1, now(), now() from model returning id
  ), used as (
    insert into earmark.batch_label_sets (batch_id, label_set_id, position) select batch.id, set.id, 0 from batch, set
  )
  select batch.id as batch, model.id as model, (select min(id) from label) as label from batch, model`

const WRITE_OBJECTS = `
  insert into earmark.objects (id, bucket, key, etag, size, duration_s, sample_rate, channels, codec)
  overriding system value
  select n, 'field', 'site-' || n % 100 || '/' || n || '.flac', md5(n::text), 500000, 10 * (1 + n % 4), 48000, 1, 'flac'
  from generate_series($1::bigint, $2::bigint) n`

/** A quarter million a day. */
const WRITE_HEARINGS = `
  insert into earmark.hearings (id, object_id, model_id, window_ms, hop_ms, windows, heard_at)
  overriding system value
  select n, n, $3, 10000, 10000, 1 + n % 4, timestamptz '2026-01-01' + n / 250000 * interval '1 day'
  from generate_series($1::bigint, $2::bigint) n`

const WRITE_SCORES = `
  insert into earmark.classifications (hearing_id, label_id, probability, similarity, peak_probability, peak_window)
  select n, $3::bigint + (n * 7 + k * 3) % $4::int, 0.9 - 0.5 * k - (n % 97) / 250.0, 0.2, 0.9 - 0.5 * k, 0
  from generate_series($1::bigint, $2::bigint) n, generate_series(0, 1) k
  order by 2, 3 desc`

const WRITE_ITEMS = `
  insert into earmark.items (batch_id, seq, bucket, key, state, code, message, object_id, hearing_id, finished_at)
  select $3, o.id, o.bucket, o.key, (case when o.id % 100 = 0 then 'failed' else 'done' end)::earmark.item_state,
    case when o.id % 100 = 0 then 'UNDECODABLE_AUDIO' end, case when o.id % 100 = 0 then 'It is no audio.' end,
    o.id, case when o.id % 100 > 0 then o.id end, now()
  from earmark.objects o where o.id between $1 and $2`
