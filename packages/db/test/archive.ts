import { openTestDatabase } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { connectDatabase, type Database, migrateDatabase } from '../src/index.js'

export const DIMENSIONS = 512

/** A migrated database of its own for a test file. */
export async function openArchive(kind: Parameters<typeof openTestDatabase>[0]) {
  const database = await openTestDatabase(kind)
  const connection = connectDatabase({
    url: database.url,
    applicationName: 'test',
    maxConnections: 4,
  })
  await migrateDatabase(connection.pool)
  return {
    url: database.url,
    db: connection.db,
    pool: connection.pool,
    close: async () => {
      await connection.close()
      await database.close()
    },
  }
}

/** Vectors of length 1 that are the same in every run: a mixture of a few directions and noise. */
export function createVectors(seed: number) {
  let state = seed
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  }
  const noise = (length: number) => {
    const each = length * Math.sqrt(12 / DIMENSIONS)
    return Float64Array.from({ length: DIMENSIONS }, () => each * uniform())
  }
  const directions = Array.from({ length: 12 }, () => noise(1))
  return {
    near: (direction: number, spread = 0.5) => {
      const centre = directions[direction % directions.length]!
      const around = noise(spread)
      return normalise(centre.map((value, i) => value + around[i]!))
    },
  }
}

export function normalise(vector: ArrayLike<number>): Float32Array {
  const values = Float64Array.from(vector)
  const length = Math.hypot(...values)
  return Float32Array.from(values, (value) => value / length)
}

export const literal = (vector: ArrayLike<number>) => `[${Array.from(vector).join(',')}]`

export async function addModel(db: Database, name = 'm', logitScale = 20): Promise<number> {
  const { rows } = await db.execute<{ id: number }>(sql`
    insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
    values (${name}, 'r1', 'fp32', 'clap', ${logitScale}, 48000, 10) returning id`)
  return rows[0]!.id
}

/** An object that a model has heard, with a window of 10 s for each vector. */
export async function addHearing(
  db: Database,
  heard: { modelId: number; key: string; bucket?: string; windows: readonly ArrayLike<number>[] },
): Promise<{ objectId: number; hearingId: number }> {
  const { modelId, key, bucket = 'b', windows } = heard
  const { rows } = await db.execute<{ objectId: number; hearingId: number }>(sql`
    with object as (
      insert into earmark.objects (bucket, key, etag, size, duration_s)
      values (${bucket}, ${key}, 'e', 1, ${10 * windows.length})
      on conflict (bucket, key, etag, version_id) do update set size = excluded.size returning id
    ), hearing as (
      insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
      select id, ${modelId}, 10000, 10000, ${windows.length} from object returning id, object_id
    ), stored as (
      insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
      select id, n - 1, ${modelId}, 10 * (n - 1), 10 * n, vector::halfvec
      from hearing, unnest(${sql.param(windows.map(literal))}::text[]) with ordinality as v (vector, n)
    )
    select object_id as "objectId", id as "hearingId" from hearing`)
  return rows[0]!
}

/** A label set whose labels have these vectors. */
export async function addLabelSet(
  db: Database,
  set: { modelId: number; name: string; labels: Record<string, ArrayLike<number>> },
): Promise<{ id: number; labelIds: Record<string, number> }> {
  const { rows } = await db.execute<{ id: number }>(sql`
    insert into earmark.label_sets (name, version, template, content_sha256)
    select ${set.name}, 1 + count(*), '{}', sha256(convert_to(${set.name} || count(*), 'UTF8'))
    from earmark.label_sets where name = ${set.name} returning id`)
  const { id } = rows[0]!
  const labels = Object.entries(set.labels)
  const { rows: added } = await db.execute<{ id: number; name: string }>(sql`
    with label as (
      insert into earmark.labels (label_set_id, position, name, prompts)
      select ${id}, n - 1, name, array[name]
      from unnest(${sql.param(labels.map(([name]) => name))}::text[]) with ordinality as l (name, n)
      returning id, name
    ), vectors as (
      insert into earmark.label_embeddings (label_id, model_id, embedding)
      select label.id, ${set.modelId}, vector::vector
      from label join unnest(
        ${sql.param(labels.map(([name]) => name))}::text[], ${sql.param(labels.map(([, vector]) => literal(vector)))}::text[]
      ) as v (name, vector) using (name)
    )
    select id, name from label`)
  return { id, labelIds: Object.fromEntries(added.map((label) => [label.name, label.id])) }
}
