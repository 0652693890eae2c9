import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { ItemState } from '../../schema.js'
import { findObject } from '../objects/find-object.js'
import type { ObjectSummary } from '../objects/select-objects.js'
import { parseInstant, parseOptionalInstant } from '../parse-instant.js'

export interface StoredObject extends ObjectSummary {
  /** Those that heard it or found it heard, the newest first, at most 100. */
  batches: { id: number; name: string | null; state: ItemState; finishedAt: Date | null }[]
  /** The newest first. */
  hearings: Hearing[]
}

export interface Hearing {
  id: number
  modelId: number
  model: string
  modelRevision: string
  windowS: number
  hopS: number
  heardAt: Date
  windows: { index: number; startS: number; endS: number }[]
  /** By label set, the most probable label first. */
  classifications: {
    labelSet: string
    labelSetVersion: number
    label: string
    probability: number
    similarity: number | null
    peakProbability: number
    peakStartS: number
  }[]
}

interface ObjectRow extends Record<string, unknown> {
  batches: { id: number; name: string | null; state: ItemState; finishedAt: string | null }[]
  hearings: (Omit<Hearing, 'heardAt'> & { heardAt: string })[]
}

const MAX_BATCHES = 100

/** @returns null where there is no object with this id */
export async function getObject(db: Database, id: number): Promise<StoredObject | null> {
  const object = await findObject(db, id)
  if (!object) return null
  const { rows } = await db.execute<ObjectRow>(sql`
    select
      coalesce((
        select json_agg(json_build_object('id', b.id, 'name', b.name, 'state', i.state, 'finishedAt', i.finished_at)
          order by b.id desc)
        from (
          -- Each hearing's items by their own index, which has them in order: for all of them at once, Postgres would rather
          -- walk through the items of all objects, the newest batch first.
          select i.* from earmark.hearings h
          cross join lateral (
            select i.batch_id, i.state, i.finished_at from earmark.items i
            where i.hearing_id = h.id order by i.batch_id desc limit ${MAX_BATCHES}
          ) i
          where h.object_id = o.id order by i.batch_id desc limit ${MAX_BATCHES}
        ) i
        join earmark.batches b on b.id = i.batch_id
      ), '[]') as batches,
      coalesce((
        select json_agg(json_build_object('id', h.id, 'modelId', m.id, 'model', m.name, 'modelRevision', m.revision,
          'windowS', h.window_ms / 1000.0, 'hopS', h.hop_ms / 1000.0, 'heardAt', h.heard_at,
          'windows', windows.list, 'classifications', classifications.list) order by h.heard_at desc, h.id desc)
        from earmark.hearings h
        join earmark.models m on m.id = h.model_id
        cross join lateral (
          select coalesce(json_agg(json_build_object('index', e.window_index, 'startS', e.start_s, 'endS', e.end_s)
            order by e.window_index), '[]') as list
          from (
            select window_index, start_s, end_s from earmark.embeddings where hearing_id = h.id
            union all
            select window_index, start_s, end_s from earmark.logits where hearing_id = h.id
          ) e
        ) windows
        cross join lateral (
          select coalesce(json_agg(json_build_object('labelSet', r.label_set, 'labelSetVersion', r.label_set_version,
            'label', r.label, 'probability', r.probability, 'similarity', r.similarity,
            'peakProbability', r.peak_probability, 'peakStartS', r.peak_start_s)
            order by r.label_set, r.label_set_version, r.probability desc, r.label_id), '[]') as list
          from earmark.results r where r.hearing_id = h.id
        ) classifications
        where h.object_id = o.id
      ), '[]') as hearings
    from earmark.objects o where o.id = ${id}`)
  const [row] = rows
  if (!row) return null
  const hearings = row.hearings.map((hearing) => ({
    ...hearing,
    heardAt: parseInstant(hearing.heardAt),
  }))
  const batches = row.batches.map((batch) => ({
    ...batch,
    finishedAt: parseOptionalInstant(batch.finishedAt),
  }))
  return { ...object, batches, hearings }
}
