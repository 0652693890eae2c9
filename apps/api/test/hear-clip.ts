import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { embedLabelSet } from '../src/label-sets/embed-label-set.js'
import { clipPath, type TestApi } from './start-test-api.js'

/** The clip's samples: 48 kHz, 16 bit, mono, behind a header of 44 bytes. */
export async function readClip(name: string): Promise<Float32Array> {
  const bytes = (await readFile(clipPath(name))).subarray(44)
  return Float32Array.from(
    { length: bytes.length / 2 },
    (_, i) => bytes.readInt16LE(2 * i) / 32_768,
  )
}

/**
 * Stores an object as if a worker had heard it: one window an embedding.
 *
 * @returns the ids of the object and the hearing
 */
export async function storeHearing(
  { db, deps }: TestApi,
  heard: { bucket: string; key: string; embeddings: readonly Float32Array[] },
): Promise<{ objectId: number; hearingId: number }> {
  const { bucket, key, embeddings } = heard
  const vectors = embeddings.map((embedding) => `[${embedding.join(',')}]`)
  const { rows } = await db.execute<{ object_id: number; hearing_id: number }>(sql`
    with object as (
      insert into earmark.objects (bucket, key, etag, size, duration_s, sample_rate, channels, codec)
      values (${bucket}, ${key}, 'e1', 1000, ${10 * embeddings.length}, 48000, 1, 'pcm_s16le') returning id
    ), hearing as (
      insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
      select id, ${deps.model.id}, 10000, 10000, ${embeddings.length} from object returning id, object_id
    ), stored as (
      insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
      select id, n - 1, ${deps.model.id}, 10 * (n - 1), 10 * n, vector::halfvec
      from hearing, unnest(${sql.param(vectors)}::text[]) with ordinality as v (vector, n)
    )
    select object_id, id as hearing_id from hearing`)
  const { object_id: objectId, hearing_id: hearingId } = rows[0]!
  return { objectId, hearingId }
}

/** Stores a label set and scores hearings under it, as a worker would. */
export async function scoreHearings(
  api: TestApi,
  hearingIds: readonly number[],
  labelSet: { name: string; template?: string; labels: string[] },
  keep = 1000,
): Promise<{ id: number }> {
  const { body } = await api.call('POST', '/v1/label-sets', labelSet)
  await embedLabelSet(api.deps, body, new AbortController().signal)
  await api.db.execute(
    sql`select earmark.score_hearings(${sql.param(hearingIds)}::bigint[], ${body.id}, ${keep})`,
  )
  return body
}
