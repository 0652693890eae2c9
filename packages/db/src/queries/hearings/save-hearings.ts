import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { toVector } from '../../to-vector.js'
import { type StoredOverview, saveOverviews } from './save-overviews.js'

/** A moment of an object, with what the model said of it. */
export type HeardWindow = { index: number; startS: number; endS: number } & (
  | {
      /** [512], L2-normalised; stored in half precision. */
      embedding: Float32Array
    }
  | {
      /** A classifier's, by label. */
      logits: Float32Array
    }
)

export type HeardObject = {
  bucket: string
  key: string
  etag: string
  versionId: string | null
  size: number
  lastModified: Date | null
  durationS: number
  sampleRate: number
  channels: number
  /** From 1, where the channels cancel each other in the mix and this one was heard alone. */
  heardChannel: number | null
  codec: string
  /** What the file says of itself. */
  fileTags: Record<string, string>
  /** Of the decoded samples, where all of them were at hand at once. */
  samplesSha256: Buffer | null
  /** Of long recordings. */
  overview: StoredOverview | null
  windows: HeardWindow[]
}

type HearingIds = { objectId: number; hearingId: number }

/**
 * Stores what was heard: objects, their hearings, overviews and embeddings. A hearing that is there already keeps its
 * rows. Rows are written in the order of their keys, so that two workers cannot block each other for ever.
 */
export async function saveHearings(
  tx: Database,
  work: { modelId: number; windowMs: number; hopMs: number },
  heard: HeardObject[],
): Promise<Map<HeardObject, HearingIds>> {
  const byIdentity = new Map(heard.map((object) => [identityOf(object), object]))
  const identities = [...byIdentity.keys()].sort()
  const objects = identities.map((identity) => byIdentity.get(identity) as HeardObject)
  if (objects.length === 0) return new Map()
  const objectIds = await saveObjects(tx, objects)
  await tx.execute(sql`
    insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows, samples_sha256)
    select row.object_id, ${work.modelId}, ${work.windowMs}, ${work.hopMs}, row.windows, row.samples_sha256
    from unnest(
      ${sql.param(objectIds)}::bigint[],
      ${sql.param(objects.map((object) => object.windows.length))}::integer[],
      ${sql.param(objects.map((object) => object.samplesSha256))}::bytea[]
    ) as row (object_id, windows, samples_sha256)
    on conflict (object_id, model_id, window_ms, hop_ms) do nothing`)
  const { rows } = await tx.execute<HearingIds>(sql`
    select object_id as "objectId", id as "hearingId" from earmark.hearings
    where object_id = any (${sql.param(objectIds)}::bigint[])
      and model_id = ${work.modelId} and window_ms = ${work.windowMs} and hop_ms = ${work.hopMs}`)
  const hearingOfObject = new Map(rows.map((row) => [row.objectId, row.hearingId]))
  const saved = new Map<string, HearingIds>()
  for (const [index, identity] of identities.entries()) {
    const objectId = objectIds[index] as number
    saved.set(identity, { objectId, hearingId: hearingOfObject.get(objectId) as number })
  }
  await saveOverviews(
    tx,
    objects.flatMap(({ overview }, i) =>
      overview ? [{ ...overview, objectId: objectIds[i] as number }] : [],
    ),
  )
  const windows = identities.flatMap((identity) =>
    (byIdentity.get(identity) as HeardObject).windows.map((window) => ({
      hearingId: (saved.get(identity) as HearingIds).hearingId,
      ...window,
    })),
  )
  await saveEmbeddings(
    tx,
    work.modelId,
    windows.filter((window) => 'embedding' in window),
  )
  await saveLogits(
    tx,
    windows.filter((window) => 'logits' in window),
  )
  return new Map(heard.map((object) => [object, saved.get(identityOf(object)) as HearingIds]))
}

function identityOf(object: HeardObject): string {
  return JSON.stringify([object.bucket, object.key, object.etag, object.versionId ?? ''])
}

/** @returns the objects' ids, in the order given */
async function saveObjects(tx: Database, objects: HeardObject[]): Promise<number[]> {
  const { rows } = await tx.execute<{ id: number; place: number }>(sql`
    with given as (
      select * from unnest(
        ${sql.param(objects.map((object) => object.bucket))}::text[],
        ${sql.param(objects.map((object) => object.key))}::text[],
        ${sql.param(objects.map((object) => object.etag))}::text[],
        ${sql.param(objects.map((object) => object.versionId ?? ''))}::text[],
        ${sql.param(objects.map((object) => object.size))}::bigint[],
        ${sql.param(objects.map((object) => object.lastModified))}::timestamptz[],
        ${sql.param(objects.map((object) => object.durationS))}::double precision[],
        ${sql.param(objects.map((object) => object.sampleRate))}::integer[],
        ${sql.param(objects.map((object) => object.channels))}::integer[],
        ${sql.param(objects.map((object) => object.heardChannel))}::integer[],
        ${sql.param(objects.map((object) => object.codec))}::text[],
        ${sql.param(objects.map((object) => JSON.stringify(object.fileTags)))}::jsonb[]
      ) with ordinality as o (bucket, key, etag, version_id, size, last_modified, duration_s, sample_rate, channels, heard_channel, codec, file_tags, place)
    ), saved as (
      insert into earmark.objects (bucket, key, etag, version_id, size, last_modified, duration_s, sample_rate, channels, heard_channel, codec, file_tags)
      select bucket, key, etag, version_id, size, last_modified, duration_s, sample_rate, channels, heard_channel, codec, file_tags
      from given order by bucket collate "C", key collate "C", etag collate "C", version_id collate "C"
      on conflict (bucket, key, etag, version_id) do update set
        duration_s = excluded.duration_s, sample_rate = excluded.sample_rate,
        channels = excluded.channels, heard_channel = excluded.heard_channel, codec = excluded.codec, file_tags = excluded.file_tags
      returning id, bucket, key, etag, version_id
    )
    select saved.id, given.place from saved join given
      on (given.bucket, given.key, given.etag, given.version_id) = (saved.bucket, saved.key, saved.etag, saved.version_id)
    order by given.place`)
  return rows.map((row) => row.id)
}

/** An object of many hours has thousands of windows: statements stay below this many rows. */
const WINDOWS_PER_STATEMENT = 500

type SavedWindow<Kind extends string> = Extract<HeardWindow, Record<Kind, unknown>> & {
  hearingId: number
}

async function saveEmbeddings(
  tx: Database,
  modelId: number,
  windows: SavedWindow<'embedding'>[],
): Promise<void> {
  for (let from = 0; from < windows.length; from += WINDOWS_PER_STATEMENT) {
    const part = windows.slice(from, from + WINDOWS_PER_STATEMENT)
    await tx.execute(sql`
      insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
      select hearing_id, window_index, ${modelId}, start_s, end_s, embedding::halfvec from unnest(
        ${sql.param(part.map((window) => window.hearingId))}::bigint[],
        ${sql.param(part.map((window) => window.index))}::integer[],
        ${sql.param(part.map((window) => window.startS))}::double precision[],
        ${sql.param(part.map((window) => window.endS))}::double precision[],
        ${sql.param(part.map((window) => toVector(window.embedding)))}::text[]
      ) as w (hearing_id, window_index, start_s, end_s, embedding)
      on conflict (hearing_id, window_index) do nothing`)
  }
}

async function saveLogits(tx: Database, windows: SavedWindow<'logits'>[]): Promise<void> {
  for (let from = 0; from < windows.length; from += WINDOWS_PER_STATEMENT) {
    const part = windows.slice(from, from + WINDOWS_PER_STATEMENT)
    await tx.execute(sql`
      insert into earmark.logits (hearing_id, window_index, start_s, end_s, logits)
      select hearing_id, window_index, start_s, end_s, logits::real[] from unnest(
        ${sql.param(part.map((window) => window.hearingId))}::bigint[],
        ${sql.param(part.map((window) => window.index))}::integer[],
        ${sql.param(part.map((window) => window.startS))}::double precision[],
        ${sql.param(part.map((window) => window.endS))}::double precision[],
        ${sql.param(part.map((window) => `{${window.logits.join(',')}}`))}::text[]
      ) as w (hearing_id, window_index, start_s, end_s, logits)
      on conflict (hearing_id, window_index) do nothing`)
  }
}
