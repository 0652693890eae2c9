import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { executeOnce } from '../../connection/execute-once.js'
import { keepTopOf } from '../hearings/keep-top.js'
import type { RetaggingScope } from './select-retaggings.js'

export interface NewRetagging {
  labelSetId: number
  modelId: number
  scope: RetaggingScope
  /** Rows kept for each hearing; null decides by the label set's size; 0 keeps all. */
  keepTop: number | null
  /** detect: only finds the windows over the calibrated thresholds again. */
  task?: 'score' | 'detect'
}

/**
 * Asks for the scoring of what has been heard so far under a label set. What is heard later is not part of it: new
 * batches carry their own label sets.
 *
 * @returns its id and how many hearings it is about
 */
export async function createRetagging(
  db: Database,
  retagging: NewRetagging,
): Promise<{ id: number; total: number }> {
  const { labelSetId, modelId, scope, keepTop, task = 'score' } = retagging
  const prefix = scope.scope === 'prefix' ? scope : null
  const batchId = scope.scope === 'batch' ? scope.batchId : null
  const { rows } = await executeOnce<{ id: number; total: number }>(
    db,
    sql`
    with hearings as (
      select count(*) as total, coalesce(max(id), 0) as last_id from (${hearingsIn(scope, modelId)}) h
    )
    insert into earmark.retaggings (label_set_id, model_id, task, scope, bucket, key_prefix, batch_id, keep_top,
      last_hearing_id, total, state, finished_at)
    select ${labelSetId}, ${modelId}, ${task}, ${scope.scope}, ${prefix?.bucket ?? null}, ${prefix?.keyPrefix ?? null},
      ${batchId}, ${keepTopOf(labelSetId, keepTop)}, last_id, total,
      case total when 0 then 'done' else 'queued' end, case total when 0 then now() end
    from hearings
    returning id, total`,
  )
  return rows[0]!
}

function hearingsIn(scope: RetaggingScope, modelId: number): SQL {
  switch (scope.scope) {
    case 'all':
      return sql`select id from earmark.hearings where model_id = ${modelId}`
    case 'prefix':
      return sql`select h.id from earmark.objects o join earmark.hearings h on h.object_id = o.id
        where o.bucket = ${scope.bucket} and o.key ^@ ${scope.keyPrefix} and h.model_id = ${modelId}`
    case 'batch':
      return sql`select distinct h.id from earmark.items i join earmark.hearings h on h.id = i.hearing_id
        where i.batch_id = ${scope.batchId} and h.model_id = ${modelId}`
  }
}
