import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { BatchState } from '../../schema.js'
import type { LabelSetReference } from '../label-sets/find-label-set.js'
import { parseInstant, parseOptionalInstant } from '../parse-instant.js'
import { hasWorker } from '../workers/note-worker.js'
import { faultOfWorkers } from '../workers/worker-faults.js'

export interface Batch {
  id: number
  name: string | null
  state: BatchState
  source: Record<string, unknown>
  model: { name: string; revision: string }
  /** Whether a worker runs the model now: the batch waits for one. */
  hasWorker: boolean
  labelSets: LabelSetReference[]
  windowS: number
  hopS: number
  /** 1 (last) to 10 (first) */
  priority: number
  keepTop: number | null
  counts: {
    found: number
    pending: number
    running: number
    done: number
    skipped: number
    failed: number
    /** Under the source's prefix, and no audio. */
    leftOut: number
    /** How much of the running items is heard, in items. */
    heardPart: number
    windows: number
    audioS: number
  }
  /** Whether `found` is final. */
  scanFinished: boolean
  /** Why the batch as a whole failed or was paused, or why its workers cannot work. */
  code: string | null
  reason: string | null
  /** Who is told when the batch has ended; the secret stays in the database. */
  webhookUrl: string | null
  reportTo: string | null
  /** The watch that made it. */
  watchId: number | null
  createdAt: Date
  finishedAt: Date | null
}

interface BatchRow extends Record<string, unknown> {
  id: number
  name: string | null
  state: BatchState
  source: Record<string, unknown>
  window_ms: number
  hop_ms: number
  priority: number
  keep_top: number | null
  code: string | null
  reason: string | null
  webhook_url: string | null
  report_to: string | null
  watch_id: number | null
  created_at: string
  finished_at: string | null
  model: { name: string; revision: string }
  has_worker: boolean
  label_sets: LabelSetReference[]
  counts: Omit<Batch['counts'], 'audioS'> & { audio_s: number }
  scan_finished: boolean
}

/**
 * Reads batches with their counts, the newest first. Counts come from counters: the cost is the same for ten and for
 * ten million items.
 *
 * @param limit whole number, part of the statement: Postgres would plan anew for a parameter each time, for longer than it reads
 */
export async function selectBatches(
  db: Database,
  { where, limit }: { where: SQL; limit: number },
): Promise<Batch[]> {
  const { rows } = await db.execute<BatchRow>(sql`
    select b.id, b.name, b.state, b.source, b.window_ms, b.hop_ms, b.priority, b.keep_top,
      coalesce(b.code, case when fault.reason is not null then 'WORKER_FAULT' end) as code,
      coalesce(b.reason, fault.reason) as reason,
      b.webhook_url, b.report_to, b.watch_id, b.created_at, b.finished_at, p.scan_finished,
      json_build_object('name', m.name, 'revision', m.revision) as model, ${hasWorker} as has_worker,
      json_build_object('found', p.found, 'pending', p.pending, 'running', p.running, 'done', p.done,
        'skipped', p.skipped, 'failed', p.failed, 'leftOut', p.left_out,
        'heardPart', p.heard_part, 'windows', p.windows, 'audio_s', p.audio_s) as counts,
      sets.label_sets
    from (select * from earmark.batches b where ${where} order by b.id desc limit ${sql.raw(String(Math.trunc(limit)))}) b
    join earmark.models m on m.id = b.model_id
    cross join lateral (
      -- The offset keeps Postgres from joining these few with all batches.
      select * from earmark.batch_progress p where p.batch_id = b.id offset 0
    ) p
    cross join lateral (
      select case when b.code is null and b.state in ('scanning', 'running') and not ${hasWorker}
        then ${faultOfWorkers} end as reason
    ) fault
    cross join lateral (
      select coalesce(json_agg(json_build_object('id', ls.id, 'name', ls.name, 'version', ls.version,
        'template', ls.template) order by bls.position), '[]') as label_sets
      from earmark.batch_label_sets bls join earmark.label_sets ls on ls.id = bls.label_set_id
      where bls.batch_id = b.id
    ) sets
    order by b.id desc`)
  return rows.map(toBatch)
}

function toBatch(row: BatchRow): Batch {
  const { audio_s, ...counts } = row.counts
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    source: row.source,
    model: row.model,
    hasWorker: row.has_worker,
    labelSets: row.label_sets,
    windowS: row.window_ms / 1000,
    hopS: row.hop_ms / 1000,
    priority: row.priority,
    keepTop: row.keep_top,
    counts: { ...counts, audioS: audio_s },
    scanFinished: row.scan_finished,
    code: row.code,
    reason: row.reason,
    webhookUrl: row.webhook_url,
    reportTo: row.report_to,
    watchId: row.watch_id,
    createdAt: parseInstant(row.created_at),
    finishedAt: parseOptionalInstant(row.finished_at),
  }
}
