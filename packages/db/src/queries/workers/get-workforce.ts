import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { hasWorker } from './note-worker.js'
import { listWorkerFaults } from './worker-faults.js'

export interface Workforce {
  /** At least so many: those that hold a chunk, and one for each model that has a worker. */
  alive: number
  /** Those that say of themselves that they cannot work. */
  unable: number
  /** Names of the models that workers run now. */
  models: string[]
}

/** Who is at work now. */
export async function getWorkforce(db: Database): Promise<Workforce> {
  const { rows } = await db.execute<{ holders: number; models: string[]; running: number }>(sql`
    select (select count(distinct holder) from earmark.chunks where lease_until > now()) as holders,
      coalesce(json_agg(distinct m.name order by m.name), '[]') as models, count(*) as running
    from earmark.models m where ${hasWorker}`)
  const { holders = 0, models = [], running = 0 } = rows[0] ?? {}
  const unable = (await listWorkerFaults(db)).length
  return { alive: Math.max(holders, running), unable, models }
}
