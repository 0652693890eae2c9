import { setImmediate } from 'node:timers/promises'
import type pg from 'pg'
import { createEmbeddingModel, DIMENSIONS, type EmbeddingModel } from './embedding-model.js'
import { FOLDERS, prefixOfFolder } from './folders.js'
import { encodeHalfvecArray } from './half-precision.js'
import { createRandomNumbers } from './random-numbers.js'

export interface Archive {
  modelId: number
  windows: number
  hearings: number
  firstHearingId: number
  lastHearingId: number
  embeddings: EmbeddingModel
  /** It was there already. */
  isReused: boolean
}

const WINDOW_S = 10
const WINDOWS_PER_STATEMENT = 2_000
const SEED = 20_260_101
/** Three objects of five are one window; a few are recordings of an hour in which sounds follow each other. */
const SINGLE_SHARE = 0.6
const RECORDING_SHARE = 0.002
const RECORDING_WINDOWS = 360
const SOUND_WINDOWS = 6

/**
 * Writes objects, hearings and embeddings: so many windows, in folders of which each holds about 1 % of them. An archive
 * of that size that is there already is used again.
 */
export async function writeArchive(client: pg.Pool, windows: number): Promise<Archive> {
  const embeddings = createEmbeddingModel(SEED)
  const existing = await readArchive(client)
  if (existing && existing.windows === windows) return { ...existing, embeddings, isReused: true }
  if (existing) {
    throw new Error(
      `The database holds an archive of ${existing.windows} windows, not of ${windows}: drop it or name another one with --database.`,
    )
  }
  const random = createRandomNumbers(SEED + 1)
  const { modelId, firstId, halfvecType } = await prepare(client)
  let drawn = 0
  let hearingId = firstId - 1
  const drawPart = async () => {
    const part = new Part()
    while (part.windows < WINDOWS_PER_STATEMENT && drawn < windows) {
      hearingId += 1
      const count = Math.min(drawLength(random), windows - drawn)
      part.addObject(hearingId, random.integer(FOLDERS), count)
      drawObject(embeddings, count, part)
      drawn += count
      // So that the part before is sent meanwhile.
      await setImmediate()
    }
    return part
  }
  let part = await drawPart()
  while (part.windows > 0) {
    ;[part] = await Promise.all([drawPart(), part.insert(client, modelId, halfvecType)])
  }
  await client.query(
    `select setval(pg_get_serial_sequence('earmark.' || name, 'id'), $1) from unnest('{objects,hearings}'::text[]) name`,
    [hearingId],
  )
  await client.query('vacuum analyze earmark.embeddings, earmark.hearings, earmark.objects')
  return { ...(await readArchive(client))!, embeddings, isReused: false }
}

async function readArchive(
  client: pg.Pool,
): Promise<Omit<Archive, 'embeddings' | 'isReused'> | undefined> {
  const { rows } = await client.query(`
    select m.id as "modelId", sum(h.windows)::bigint as windows, count(*) as hearings,
      min(h.id) as "firstHearingId", max(h.id) as "lastHearingId"
    from earmark.models m join earmark.hearings h on h.model_id = m.id
    where m.name = 'generated' group by m.id`)
  return rows[0]
}

async function prepare(client: pg.Pool) {
  const { rows } = await client.query<{ modelId: number; firstId: number; halfvecType: number }>(`
    with model as (
      insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
      values ('generated', 'bench', 'fp32', 'clap', 20, 48000, ${WINDOW_S})
      on conflict (name, revision, dtype) do update set kind = excluded.kind
      returning id
    )
    select id as "modelId", 'halfvec'::regtype::oid::bigint as "halfvecType",
      1 + greatest((select coalesce(max(id), 0) from earmark.hearings), (select coalesce(max(id), 0) from earmark.objects)) as "firstId"
    from model`)
  return rows[0]!
}

function drawLength(random: { uniform(): number }): number {
  const kind = random.uniform()
  if (kind < SINGLE_SHARE) return 1
  if (kind > 1 - RECORDING_SHARE) return RECORDING_WINDOWS
  return 2 + Math.floor(-2.5 * Math.log(1 - random.uniform()))
}

function drawObject(embeddings: EmbeddingModel, windows: number, part: Part): void {
  let cluster = embeddings.drawCluster()
  let sound = embeddings.drawSound(cluster)
  for (let index = 0; index < windows; index += 1) {
    if (index > 0 && index % SOUND_WINDOWS === 0) {
      cluster = embeddings.drawCluster()
      sound = embeddings.drawSound(cluster)
    }
    embeddings.drawWindow(cluster, sound, part.addWindow(index))
  }
}

/** The rows of one statement for each table. */
class Part {
  windows = 0
  readonly #objects = { ids: [] as number[], keys: [] as string[], windows: [] as number[] }
  readonly #hearingIds: number[] = []
  readonly #indexes: number[] = []
  readonly #values = new Float32Array((WINDOWS_PER_STATEMENT + RECORDING_WINDOWS) * DIMENSIONS)

  addObject(id: number, folder: number, windows: number): void {
    this.#objects.ids.push(id)
    this.#objects.keys.push(`${prefixOfFolder(folder)}${id}.flac`)
    this.#objects.windows.push(windows)
  }

  addWindow(index: number): Float32Array {
    this.#hearingIds.push(this.#objects.ids.at(-1)!)
    this.#indexes.push(index)
    this.windows += 1
    return this.#values.subarray((this.windows - 1) * DIMENSIONS, this.windows * DIMENSIONS)
  }

  async insert(client: pg.Pool, modelId: number, halfvecType: number): Promise<void> {
    const { ids, keys, windows } = this.#objects
    await client.query(
      `insert into earmark.objects (id, bucket, key, etag, size, duration_s, sample_rate, channels, codec)
        overriding system value
        select id, 'bench', key, md5(key), windows * 960000, windows * ${WINDOW_S}, 48000, 1, 'flac'
        from unnest($1::bigint[], $2::text[], $3::integer[]) as o (id, key, windows)`,
      [ids, keys, windows],
    )
    await client.query(
      `insert into earmark.hearings (id, object_id, model_id, window_ms, hop_ms, windows)
        overriding system value
        select id, id, $3, ${WINDOW_S * 1000}, ${WINDOW_S * 1000}, windows from unnest($1::bigint[], $2::integer[]) as h (id, windows)`,
      [ids, windows, modelId],
    )
    const vectors = encodeHalfvecArray(
      halfvecType,
      this.#values.subarray(0, this.windows * DIMENSIONS),
      DIMENSIONS,
    )
    await client.query(
      `insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
        select hearing_id, window_index, $4, window_index * ${WINDOW_S}, (window_index + 1) * ${WINDOW_S}, embedding
        from unnest($1::bigint[], $2::integer[], $3::halfvec[]) as w (hearing_id, window_index, embedding)`,
      [this.#hearingIds, this.#indexes, vectors, modelId],
    )
  }
}
