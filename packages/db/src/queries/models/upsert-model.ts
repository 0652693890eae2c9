import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { createLabelSet } from '../label-sets/create-label-set.js'

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
  /** A classifier's, in the order of its logits. */
  labels?: readonly string[]
  /** A classifier's: softmax or sigmoid. */
  problemType?: 'single_label_classification' | 'multi_label_classification'
}

/**
 * Registers a model, known by its name, revision and dtype, and returns its id. Doing so again changes nothing. A
 * classifier's labels become a label set of the model's name, a version for each revision.
 */
export async function upsertModel(db: Database, model: ModelRegistration): Promise<number> {
  return (await registerModel(db, model)).id
}

/** As upsertModel. @returns the label set too, null for a model that takes any words */
export async function registerModel(
  db: Database,
  model: ModelRegistration,
): Promise<{ id: number; labelSetId: number | null }> {
  const problemType = model.kind === 'classifier' ? (model.problemType ?? null) : null
  const labelSetId = await storeOwnLabels(db, model)
  const { rows } = await db.execute<{ id: number }>(sql`
    insert into earmark.models
      (kind, name, revision, dtype, logit_scale, sample_rate, window_s, files, problem_type, label_set_id)
    values (${model.kind}, ${model.name}, ${model.revision}, ${model.dtype}, ${model.logitScale},
      ${model.sampleRate}, ${model.windowS}, ${JSON.stringify(model.files ?? {})}::jsonb,
      ${problemType}, ${labelSetId})
    on conflict (name, revision, dtype) do update set
      kind = excluded.kind, logit_scale = excluded.logit_scale, sample_rate = excluded.sample_rate,
      window_s = excluded.window_s, files = excluded.files, problem_type = excluded.problem_type,
      label_set_id = excluded.label_set_id
    returning id`)
  return { id: rows[0]!.id, labelSetId }
}

async function storeOwnLabels(db: Database, model: ModelRegistration): Promise<number | null> {
  if (model.kind !== 'classifier') return null
  const { name, revision, labels = [] } = model
  const { id } = await createLabelSet(db, {
    name,
    template: '{}',
    labels: labels.map((label) => ({ name: label, prompts: [label] })),
    ofRevision: revision,
  })
  return id
}
