import type pg from 'pg'

const WINDOWS_AN_OBJECT = 100
/** Of a number; 512 of them are about half as long as an embedding. */
const NOISE = 0.04

/**
 * Fills an archive up to so many windows: copies of what its model heard in the demo, each with noise of its own. A copy's
 * key begins with what it is of: `copies/nature/thunder.wav/17`.
 *
 * @returns how many windows there are
 */
export async function fillArchive(client: pg.Client, windows: number): Promise<number> {
  const { rows } = await client.query<{ model: number; there: number }>(
    `select model_id as model, sum(windows)::int as there from earmark.hearings group by model_id order by there desc limit 1`,
  )
  const [heard] = rows
  if (!heard) throw new Error('Nothing was heard there: start it with its demo first.')
  const objects = Math.ceil((windows - heard.there) / WINDOWS_AN_OBJECT)
  if (objects <= 0) return heard.there
  await client.query(
    `with bases as (
      select row_number() over (order by h.id) - 1 as n, count(*) over () as count, h.id, o.key
      from earmark.hearings h join earmark.objects o on o.id = h.object_id
      where h.model_id = $1 and o.key not like 'copies/%'
    ), objects as (
      insert into earmark.objects (bucket, key, etag, size, duration_s)
      select 'demo', 'copies/' || b.key || '/' || i, 'copy', 1, $3::int * 10
      from generate_series(1, $2::int) i join bases b on b.n = i % b.count
      returning id, key
    ), hearings as (
      insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
      select id, $1, 10000, 10000, $3 from objects returning id, object_id
    )
    insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
    select h.id, w, $1, w * 10, (w + 1) * 10, l2_normalize(e.embedding::vector + noise.vector)::halfvec
    from hearings h join objects o on o.id = h.object_id
    join bases b on o.key like 'copies/' || b.key || '/%'
    join earmark.embeddings e on e.hearing_id = b.id and e.window_index = 0
    cross join generate_series(0, $3::int - 1) w
    cross join lateral (
      select array_agg((random() - 0.5 + 0 * (w + h.id + i)) * $4::float8)::vector as vector from generate_series(1, 512) i
    ) noise`,
    [heard.model, objects, WINDOWS_AN_OBJECT, NOISE],
  )
  await client.query('vacuum analyze earmark.embeddings, earmark.hearings, earmark.objects')
  const counted = await client.query<{ windows: number }>(
    'select count(*)::int as windows from earmark.embeddings where model_id = $1',
    [heard.model],
  )
  return counted.rows[0]!.windows
}
