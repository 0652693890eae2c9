import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ClapModel } from '@earmark/core'
import { createBatch, createLabelSet, type Database, getBatch, upsertModel } from '@earmark/db'
import { sql } from 'drizzle-orm'

const LABELS = ['sine tone', 'alarm', 'siren', 'flute', 'morse code']

/** Asks for the whole bucket. @returns the batch's id */
export async function startBatch(db: Database, model: ClapModel, bucket: string): Promise<number> {
  const modelId = await upsertModel(db, { ...model, windowS: model.windowSeconds })
  const labels = LABELS.map((name) => ({ name, prompts: [`Sound of ${name}`] }))
  const { id } = await createLabelSet(db, { name: 'tones', template: 'Sound of {}', labels })
  return createBatch(db, {
    name: 'faults',
    source: { prefix: `s3://${bucket}/sounds/` },
    modelId,
    windowMs: 10_000,
    hopMs: 10_000,
    priority: 5,
    keepTop: null,
    apiKeyId: null,
    labelSetIds: [id],
  })
}

/** Waits for a batch to end, however often the database is away meanwhile. */
export async function waitForEnd(db: Database, batchId: number, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (Date.now() < deadline) {
    const batch = await getBatch(db, batchId).catch(() => null)
    if (batch?.finishedAt) return
    await sleep(500)
  }
  throw new Error(`the batch did not end within ${timeoutMs / 1000} s`)
}

/** How far a batch is, from 0 to 1; null while the database is away. */
export async function readProgress(
  db: Database,
  batchId: number,
  objects: number,
): Promise<number | null> {
  const batch = await getBatch(db, batchId).catch(() => null)
  return batch ? (batch.counts.done + batch.counts.skipped + batch.counts.failed) / objects : null
}

/** Ends every other connection, in whatever it is doing. @returns how many */
export async function terminateBackends(db: Database): Promise<number> {
  const { rows } = await db.execute<{ n: number }>(sql`
    select count(*) filter (where pg_terminate_backend(pid)) as n from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`)
  return rows[0]?.n ?? 0
}

export type Outcome = {
  state: string
  done: number
  failed: number
  failures: string[]
  duplicates: number
  /** Over every result and embedding, with keys instead of ids: equal for equal rows. */
  fingerprint: string
}

export async function readOutcome(db: Database, batchId: number): Promise<Outcome> {
  const states = await db.execute<{ state: string; n: number }>(sql`
    select state, count(*) as n from earmark.items where batch_id = ${batchId} group by state`)
  const failures = await db.execute<{ line: string }>(sql`
    select key || ' ' || code as line from earmark.failures where batch_id = ${batchId} order by key`)
  const twice = await db.execute<{ n: number }>(sql`
    select
      (select count(*) - count(distinct key) from earmark.items where batch_id = ${batchId})
      + (select count(*) - count(distinct (bucket, key)) from earmark.objects)
      + (select count(*) - count(distinct object_id) from earmark.hearings)
      + (select count(*) - count(distinct (key, label)) from earmark.results) as n`)
  const batch = await getBatch(db, batchId)
  const count = (state: string) => states.rows.find((row) => row.state === state)?.n ?? 0
  return {
    state: batch?.state ?? 'gone',
    // What was heard by a worker that died before it could say so is skipped when its turn comes again.
    done: count('done') + count('skipped'),
    failed: count('failed'),
    failures: failures.rows.map((row) => row.line),
    duplicates: twice.rows[0]?.n ?? 0,
    fingerprint: await fingerprintOf(db),
  }
}

async function fingerprintOf(db: Database): Promise<string> {
  const hash = createHash('sha256')
  const results = await db.execute<{ line: string }>(sql`
    select concat_ws('|', key, label, probability, similarity, peak_probability, peak_start_s, windows, duration_s) as line
    from earmark.results order by key, label`)
  for (const { line } of results.rows) hash.update(line)
  const embeddings = await db.execute<{ line: string }>(sql`
    select concat_ws('|', o.key, e.window_index, e.start_s, e.end_s, md5(e.embedding::text)) as line
    from earmark.embeddings e join earmark.hearings h on h.id = e.hearing_id join earmark.objects o on o.id = h.object_id
    order by o.key, e.window_index`)
  for (const { line } of embeddings.rows) hash.update(line)
  return hash.digest('hex')
}
