import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export interface ObjectHearing {
  id: number
  windowS: number
  hopS: number
  windows: number
  model: {
    id: number
    name: string
    revision: string
    kind: 'clap' | 'classifier'
    /** Null for a classifier. */
    logitScale: number | null
  }
}

/** What was heard in an object, the newest first. */
export async function listObjectHearings(db: Database, objectId: number): Promise<ObjectHearing[]> {
  const { rows } = await db.execute<ObjectHearing & Record<string, unknown>>(sql`
    select h.id, h.window_ms / 1000.0::float8 as "windowS", h.hop_ms / 1000.0::float8 as "hopS", h.windows,
      json_build_object('id', m.id, 'name', m.name, 'revision', m.revision, 'kind', m.kind,
        'logitScale', m.logit_scale) as model
    from earmark.hearings h join earmark.models m on m.id = h.model_id
    where h.object_id = ${objectId} order by h.heard_at desc, h.id desc`)
  return rows
}
