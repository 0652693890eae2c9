import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { LabelSetReference } from '../label-sets/find-label-set.js'
import { parseInstant, parseOptionalInstant } from '../parse-instant.js'
import { hasWorker } from '../workers/note-worker.js'

export const retaggingStates = ['queued', 'running', 'paused', 'done', 'failed'] as const
export type RetaggingState = (typeof retaggingStates)[number]

/** What is scored: everything, the objects below a prefix, or what a batch asked for. */
export type RetaggingScope =
  | { scope: 'all' }
  | { scope: 'prefix'; bucket: string; keyPrefix: string }
  | { scope: 'batch'; batchId: number }

export interface Retagging {
  id: number
  state: RetaggingState
  /** score: keeps classifications; detect: finds the windows over the calibrated thresholds. */
  task: 'score' | 'detect'
  labelSet: LabelSetReference
  model: { id: number; name: string; revision: string }
  /** Whether a worker runs the model now: the re-tagging waits for one. */
  hasWorker: boolean
  scope: RetaggingScope
  keepTop: number
  /** Hearings up to this id have been given to a worker. */
  cursorHearingId: number
  /** Hearings to score. */
  total: number
  done: number
  code: string | null
  reason: string | null
  createdAt: Date
  finishedAt: Date | null
}

interface RetaggingRow extends Record<string, unknown> {
  retagging: Omit<Retagging, 'createdAt' | 'finishedAt' | 'scope'>
  scope: RetaggingScope['scope']
  bucket: string
  key_prefix: string
  batch_id: number
  created_at: string
  finished_at: string | null
}

/** Reads re-taggings with their progress, the newest first. */
export async function selectRetaggings(
  db: Database,
  { where, limit }: { where: SQL; limit: number },
): Promise<Retagging[]> {
  const { rows } = await db.execute<RetaggingRow>(sql`
    select json_build_object('id', r.id, 'state', r.state, 'task', r.task,
        'labelSet', json_build_object('id', s.id, 'name', s.name, 'version', s.version, 'template', s.template),
        'model', json_build_object('id', m.id, 'name', m.name, 'revision', m.revision),
        'hasWorker', ${hasWorker}, 'keepTop', r.keep_top, 'cursorHearingId', r.cursor_hearing_id,
        'total', r.total, 'done', r.done, 'code', r.code, 'reason', r.reason) as retagging,
      r.scope, r.bucket, r.key_prefix, r.batch_id, r.created_at, r.finished_at
    from earmark.retaggings r
    join earmark.label_sets s on s.id = r.label_set_id
    join earmark.models m on m.id = r.model_id
    where ${where} order by r.id desc limit ${limit}`)
  return rows.map((row) => ({
    ...row.retagging,
    scope: toScope(row),
    createdAt: parseInstant(row.created_at),
    finishedAt: parseOptionalInstant(row.finished_at),
  }))
}

function toScope(row: RetaggingRow): RetaggingScope {
  if (row.scope === 'prefix')
    return { scope: 'prefix', bucket: row.bucket, keyPrefix: row.key_prefix }
  return row.scope === 'batch' ? { scope: 'batch', batchId: row.batch_id } : { scope: 'all' }
}
