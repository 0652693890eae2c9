import {
  claimRetagChunk,
  completeRetagChunk,
  createRetagging,
  type Database,
  type DatabaseConnection,
} from '@earmark/db'
import { sql } from 'drizzle-orm'
import { median, round, share, time } from '../measure.js'
import type { Archive } from './write-archive.js'
import { writeLabelSet } from './write-label-set.js'

const KEEP = 3
const HEARINGS_PER_CHUNK = 5_000
const RUNS = 3

export interface ScoringFigures {
  score_50_labels_s: number
  score_1_label_s: number
}

export interface RetagFigures {
  /** Scored and written, by the queries that a worker uses. */
  retag_50_labels_written_s: number
  retag_write_rows_per_s: number
}

/** Scores the whole archive under new labels, and writes nothing. */
export async function measureScoring(
  { db, pool }: DatabaseConnection,
  archive: Archive,
  connections: number,
): Promise<ScoringFigures> {
  const chunks = cutChunks(archive)
  const score = async (name: string, labels: number) => {
    const { id } = await writeLabelSet(pool, archive, { name, labels })
    const runs = []
    for (let run = 0; run < RUNS; run += 1) {
      runs.push(
        await time(() => share(chunks, connections, (chunk) => scoreChunk(db, archive, id, chunk))),
      )
    }
    return round(median(runs))
  }
  return {
    score_1_label_s: await score('one', 1),
    score_50_labels_s: await score('fifty', 50),
  }
}

/** Re-tags the whole archive under new labels: scores it, and writes what is kept. */
export async function measureRetag(
  connection: DatabaseConnection,
  archive: Archive,
  connections: number,
): Promise<RetagFigures> {
  const { db, pool } = connection
  const fifty = await writeLabelSet(pool, archive, { name: 'fifty', labels: 50 })
  const chunks = cutChunks(archive)
  const writtenS = await time(() => retag(db, archive, fifty.id, connections))
  const again = await writeLabelSet(pool, archive, { name: 'fifty', labels: 50 })
  return {
    retag_50_labels_written_s: round(writtenS),
    retag_write_rows_per_s: await measureWriting(connection, {
      from: fifty,
      to: again,
      chunks,
      connections,
    }),
  }
}

type Chunk = { first: number; last: number }

function cutChunks({ firstHearingId, lastHearingId }: Archive): Chunk[] {
  const chunks = []
  for (let first = firstHearingId; first <= lastHearingId; first += HEARINGS_PER_CHUNK) {
    chunks.push({ first, last: Math.min(first + HEARINGS_PER_CHUNK - 1, lastHearingId) })
  }
  return chunks
}

async function scoreChunk(
  db: Database,
  { modelId }: Archive,
  labelSetId: number,
  { first, last }: Chunk,
): Promise<void> {
  await db.execute(sql`
    select count(*), sum(probability), sum(similarity), sum(peak_probability), sum(peak_window)
    from earmark.score_rows(
      (select array_agg(id order by id) from earmark.hearings where id between ${first} and ${last}),
      ${labelSetId}, ${KEEP}, ${modelId})`)
}

async function retag(
  db: Database,
  { modelId, hearings }: Archive,
  labelSetId: number,
  connections: number,
): Promise<void> {
  const { id, total } = await createRetagging(db, {
    labelSetId,
    modelId,
    scope: { scope: 'all' },
    keepTop: KEEP,
  })
  if (total !== hearings) throw new Error(`${total} hearings to re-tag instead of ${hearings}`)
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (;;) {
        const chunk = await claimRetagChunk(db, id)
        if (!chunk) return
        await completeRetagChunk(db, chunk)
      }
    }),
  )
}

/** Writes rows that are known already, as the scorer writes them: what remains of a re-tagging without the scoring. */
async function measureWriting(
  { db }: DatabaseConnection,
  work: {
    from: { labelIds: number[] }
    to: { labelIds: number[] }
    chunks: Chunk[]
    connections: number
  },
): Promise<number> {
  await db.execute(sql`drop table if exists public.bench_rows`)
  await db.execute(sql`
    create unlogged table public.bench_rows as
    select c.hearing_id, map.new_id as label_id, c.probability, c.similarity, c.peak_probability, c.peak_window
    from earmark.classifications c
    join unnest(${sql.param(work.from.labelIds)}::bigint[], ${sql.param(work.to.labelIds)}::bigint[]) as map (old_id, new_id)
      on map.old_id = c.label_id
    order by c.hearing_id`)
  await db.execute(sql`create index on public.bench_rows (hearing_id)`)
  await db.execute(sql`vacuum analyze public.bench_rows`)
  const { rows } = await db.execute<{ rows: number }>(
    sql`select count(*) as rows from public.bench_rows`,
  )
  const seconds = await time(() =>
    share(work.chunks, work.connections, async ({ first, last }) => {
      await db.execute(sql`
        insert into earmark.classifications (hearing_id, label_id, probability, similarity, peak_probability, peak_window)
        select * from public.bench_rows where hearing_id between ${first} and ${last}
        order by label_id, probability desc, hearing_id desc
        on conflict (hearing_id, label_id) do nothing`)
    }),
  )
  await db.execute(sql`drop table public.bench_rows`)
  return Math.round(rows[0]!.rows / seconds)
}
