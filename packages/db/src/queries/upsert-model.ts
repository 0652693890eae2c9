import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

export interface ModelRegistration {
  kind: 'clap' | 'classifier'
  name: string
  revision: string
  dtype: string
  /** What a cosine is multiplied with before the softmax: already exp(), null where the model has none. */
  logitScale: number | null
  /** Hz */
  sampleRate: number
  windowS: number
  /** What the files are, such as their hashes by path. */
  files?: Record<string, unknown>
}

/** Registers a model, known by its name, revision and dtype, and returns its id. Doing so again changes nothing. */
export async function upsertModel(db: Database, model: ModelRegistration): Promise<number> {
  const { rows } = await db.execute<{ id: number }>(sql`
    insert into earmark.models (kind, name, revision, dtype, logit_scale, sample_rate, window_s, files)
    values (${model.kind}, ${model.name}, ${model.revision}, ${model.dtype}, ${model.logitScale},
      ${model.sampleRate}, ${model.windowS}, ${JSON.stringify(model.files ?? {})}::jsonb)
    on conflict (name, revision, dtype) do update set
      kind = excluded.kind, logit_scale = excluded.logit_scale, sample_rate = excluded.sample_rate,
      window_s = excluded.window_s, files = excluded.files
    returning id`)
  return rows[0]!.id
}
