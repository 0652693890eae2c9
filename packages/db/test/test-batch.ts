import { sql } from 'drizzle-orm'
import {
  addItems,
  type CompletedItem,
  claimChunks,
  type Database,
  type TakenChunk,
  takeChunk,
} from '../src/index.js'

export const LEASE_MS = 30_000
/** In a database whose identities were restarted before the test. */
export const MODEL_ID = 1

/** A batch that is being scanned, with so many objects found, under a label set of two labels. @returns its id */
export async function createTestBatch(db: Database, found: number): Promise<number> {
  const { rows } = await db.execute<{ id: number }>(sql`
    with model as (
      insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
      values ('m', 'r', 'fp32', 'clap', 10, 48000, 10)
      on conflict (name, revision, dtype) do update set kind = excluded.kind returning id
    ), label_set as (
      insert into earmark.label_sets (name, version, template, content_sha256) values ('s', 1, '{}', '\\x00')
      on conflict (name, version) do update set template = excluded.template returning id
    ), labels as (
      insert into earmark.labels (label_set_id, position, name, prompts)
      select id, n, 'label ' || n, array['label ' || n] from label_set, generate_series(0, 1) n
      on conflict do nothing returning id, position
    ), vectors as (
      insert into earmark.label_embeddings (label_id, model_id, embedding)
      select labels.id, model.id, (array_fill(0, array[labels.position]) || array[1] || array_fill(0, array[511 - labels.position]))::vector
      from labels, model
    ), batch as (
      insert into earmark.batches (source, model_id, window_ms, hop_ms) select '{}', id, 10000, 10000 from model returning id
    ), sets as (
      insert into earmark.batch_label_sets (batch_id, label_set_id, position) select batch.id, label_set.id, 0 from batch, label_set
    )
    select id from batch`)
  const batchId = rows[0]!.id
  const page = Array.from({ length: found }, (_, i) => ({
    bucket: 'b',
    key: `k${String(i).padStart(4, '0')}`,
    etag: 'e',
    size: 1,
  }))
  const isTaken = await addItems(db, { batchId, found: page, expectedCursor: null, cursor: 'k' })
  if (!isTaken) throw new Error(`batch ${batchId} did not take its page`)
  return batchId
}

/** Claims a chunk of so many items. @returns null where nothing is to be done now */
export async function claimChunk(
  db: Database,
  batchId: number,
  size: number,
): Promise<number | null> {
  const [chunk] = await claimChunks(db, [{ batchId, size, chunks: 1 }])
  return chunk?.id ?? null
}

/** Claims a chunk of so many items and takes it. */
export async function takeTestChunk(
  db: Database,
  batchId: number,
  size: number,
  holder = 'w1',
): Promise<TakenChunk> {
  const chunkId = await claimChunk(db, batchId, size)
  if (chunkId === null) throw new Error(`batch ${batchId} has no chunk to claim`)
  const chunk = await takeChunk(db, { chunkId, holder, leaseMs: LEASE_MS, modelId: MODEL_ID })
  if (!chunk) throw new Error(`chunk ${chunkId} cannot be taken`)
  return chunk
}

/** What is written of an item whose object was heard: one window, whose embedding is (x, √(1 - x²), 0, …). */
export function heardItem(chunk: TakenChunk, seq: number, x = 1): CompletedItem {
  const item = chunk.items.find((candidate) => candidate.seq === seq)
  const embedding = new Float32Array(512)
  embedding[0] = x
  embedding[1] = Math.sqrt(1 - x * x)
  const object = {
    bucket: 'b',
    key: item?.key as string,
    etag: 'e',
    versionId: null,
    size: 1,
    lastModified: null,
    durationS: 5,
    sampleRate: 48000,
    channels: 1,
    heardChannel: null,
    codec: 'pcm',
    fileTags: {},
    samplesSha256: null,
    overview: null,
    windows: [{ index: 0, startS: 0, endS: 5, embedding }],
  }
  return { seq, outcome: { state: 'done', object } }
}

export async function readProgress(db: Database, batchId: number) {
  const { rows } = await db.execute(sql`
    select state, found, pending, running, done, skipped, failed, windows from earmark.batch_progress where batch_id = ${batchId}`)
  return rows[0]
}
