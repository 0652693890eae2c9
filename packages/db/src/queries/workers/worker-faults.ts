import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { withoutNul } from '../items/fail-items.js'

/** A worker that has said nothing for this long is taken for gone. */
const ABSENT_AFTER_S = 20

export type WorkerFault = { holder: string; reason: string }

/** Notes that a worker cannot work, in its own words. It says so every few seconds, as long as it is so. */
export async function noteWorkerFault(
  db: Database,
  { holder, modelId, reason }: WorkerFault & { modelId: number },
): Promise<void> {
  await db.execute(sql`
    with gone as (delete from earmark.worker_faults where seen_at < now() - interval '1 day')
    insert into earmark.worker_faults (holder, model_id, reason) values (${holder}, ${modelId}, ${withoutNul(reason)})
    on conflict (holder) do update set reason = excluded.reason, seen_at = now()`)
}

/** A worker can work again, or has stopped. */
export async function clearWorkerFault(db: Database, holder: string): Promise<void> {
  await db.execute(sql`delete from earmark.worker_faults where holder = ${holder}`)
}

/** The workers that are there and cannot work, the one first that has been so for longest. */
export async function listWorkerFaults(db: Database): Promise<WorkerFault[]> {
  const { rows } = await db.execute<WorkerFault>(sql`
    select holder, reason from earmark.worker_faults f where ${isPresent} order by since`)
  return rows
}

const isPresent: SQL = sql`f.seen_at > now() - make_interval(secs => ${ABSENT_AFTER_S})`

/** Why a worker of the model `m` of a query cannot work; null where none says so. */
export const faultOfWorkers: SQL = sql`
  (select f.reason from earmark.worker_faults f where f.model_id = m.id and ${isPresent} order by f.since limit 1)`
