import {
  type DatabaseConnection,
  listResults,
  type ResultFilter,
  type ResultPosition,
} from '@earmark/db'
import { quantile, round, share, time } from '../measure.js'
import { BUCKET, FOLDERS, inFolder, inTenFolders, prefixOfFolder } from './folders.js'
import { createRandomNumbers } from './random-numbers.js'
import type { Archive } from './write-archive.js'

/** As many rows as a million objects under 50 labels keep: ten for each window of the archive. */
const ROWS_PER_WINDOW = 10
/** A small set keeps all its labels for every object, a large one the best few. */
export const SMALL_SET = 10
const LARGE_SET = 500
const HEARINGS_PER_STATEMENT = 2_000
const PAGE = 50
const SEED = 7

export interface ResultsFigures {
  results_rows: number
  /** By label and probability. */
  results_p50_ms: number
  results_p99_ms: number
  /** With another filter beside these two. */
  results_p99_ms_with: Record<string, number>
}

/** Pages through results by label, probability, prefix and batch, as GET /v1/results does. */
export async function measureResults(
  { db, pool }: DatabaseConnection,
  archive: Archive,
  connections: number,
  queryCount: number,
): Promise<ResultsFigures> {
  const batches = await writeResults(pool, archive, connections)
  const { rows } = await pool.query<{ rows: number }>(
    'select count(*) as rows from earmark.classifications',
  )
  const random = createRandomNumbers(SEED)
  const filters: Record<string, () => ResultFilter> = {
    none: () => ({}),
    folder: () => inFolder(random.integer(FOLDERS)),
    'ten folders': () => inTenFolders(random.integer(10)),
    'one object': () => ({
      bucket: BUCKET,
      keyPrefix: `${prefixOfFolder(42)}${random.integer(archive.hearings)}`,
    }),
    'large batch': () => ({ batchId: batches.large }),
    'small batch': () => ({ batchId: batches.small }),
  }
  const measured = new Map<string, number[]>(Object.keys(filters).map((name) => [name, []]))
  for (let i = 0; i < queryCount; i += 1) {
    for (const [name, filterOf] of Object.entries(filters)) {
      const filter = {
        label:
          random.uniform() < 0.3
            ? `small ${random.integer(SMALL_SET)}`
            : `large ${random.integer(LARGE_SET)}`,
        minProbability: [0, 0.2, 0.5, 0.9][random.integer(4)]!,
        ...filterOf(),
      }
      let after: ResultPosition | undefined
      for (let page = 0; page < 2; page += 1) {
        const query = { filter, limit: PAGE, ...(after && { after }) }
        let next: ResultPosition | null = null
        const seconds = await time(async () => {
          next = (await listResults(db, query)).next
        })
        measured.get(name)!.push(1000 * seconds)
        if (!next) break
        after = next
      }
    }
  }
  const p99 = (name: string) => round(quantile(measured.get(name)!, 0.99))
  return {
    results_rows: rows[0]!.rows,
    results_p50_ms: round(quantile(measured.get('none')!, 0.5)),
    results_p99_ms: p99('none'),
    results_p99_ms_with: Object.fromEntries(
      Object.keys(filters)
        .filter((name) => name !== 'none')
        .map((name) => [name, p99(name)]),
    ),
  }
}

/** Rows with skewed probabilities, most of them small, and two batches: of all objects and of every hundredth. */
async function writeResults(
  pool: DatabaseConnection['pool'],
  archive: Archive,
  connections: number,
): Promise<{ large: number; small: number }> {
  const existing = await pool.query<{ id: number }>(
    `select id from earmark.batches where name in ('large', 'small') order by name`,
  )
  if (existing.rows[1]) return { large: existing.rows[0]!.id, small: existing.rows[1].id }
  const small = await writeLabels(pool, 'small', SMALL_SET)
  const large = await writeLabels(pool, 'large', LARGE_SET)
  const kept = Math.max(
    1,
    Math.round((ROWS_PER_WINDOW * archive.windows) / archive.hearings) - SMALL_SET,
  )
  const parts = []
  for (
    let first = archive.firstHearingId;
    first <= archive.lastHearingId;
    first += HEARINGS_PER_STATEMENT
  ) {
    parts.push(first)
  }
  await share(parts, connections, async (first) => {
    await pool.query(
      `insert into earmark.classifications (hearing_id, label_id, probability, similarity, peak_probability, peak_window)
        select h.id, $3::bigint + l, p.probability, 0.2, p.probability, 0
        from earmark.hearings h
        cross join lateral (
          select n as l from generate_series(0, $5 - 1) n
          union all select $5 + (h.id * 7 + n * 17) % $6 from generate_series(0, $4 - 1) n
        ) l
        cross join lateral (
          select (((hashint8extended(h.id, l) & 1048575) / 1048576.0) ^ 3)::real as probability
        ) p
        where h.id between $1 and $2
        order by 2, 3 desc`,
      [first, first + HEARINGS_PER_STATEMENT - 1, small, kept, SMALL_SET, LARGE_SET],
    )
  })
  if (large !== small + SMALL_SET)
    throw new Error('The labels of both sets must follow each other.')
  const ids = []
  for (const [name, every] of [
    ['large', 1],
    ['small', 100],
  ] as const) {
    const { rows } = await pool.query<{ id: number }>(
      `with batch as (
          insert into earmark.batches (name, state, source, model_id, window_ms, hop_ms)
          values ($1, 'completed', '{}', $2, 10000, 10000) returning id
        ), sets as (
          insert into earmark.batch_label_sets (batch_id, label_set_id, position)
          select batch.id, s.id, s.id from batch, earmark.label_sets s where s.name in ('small', 'large')
        ), items as (
          insert into earmark.items (batch_id, seq, bucket, key, state, object_id, hearing_id)
          select batch.id, h.id, o.bucket, o.key, 'done', o.id, h.id
          from batch, earmark.hearings h join earmark.objects o on o.id = h.object_id
          where h.model_id = $2 and h.id % $3 = 0
        )
        select id from batch`,
      [name, archive.modelId, every],
    )
    await pool.query(
      'update earmark.batches set items_found = (select count(*) from earmark.items where batch_id = $1) where id = $1',
      [rows[0]!.id],
    )
    ids.push(rows[0]!.id)
  }
  await pool.query(
    'vacuum analyze earmark.classifications, earmark.items, earmark.labels, earmark.batches',
  )
  return { large: ids[0]!, small: ids[1]! }
}

/** @returns the first label's id; the others follow it */
async function writeLabels(
  pool: DatabaseConnection['pool'],
  name: string,
  labels: number,
): Promise<number> {
  const { rows } = await pool.query<{ first: number }>(
    `with set as (
        insert into earmark.label_sets (name, version, template, content_sha256)
        values ($1, 1, '{}', sha256(convert_to($1, 'UTF8'))) returning id
      ), label as (
        insert into earmark.labels (label_set_id, position, name, prompts)
        select set.id, n, $1 || ' ' || n, array[$1 || ' ' || n] from set, generate_series(0, $2 - 1) n order by n
        returning id
      )
      select min(id) as first from label`,
    [name, labels],
  )
  return rows[0]!.first
}
