import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type AudioWindow, cutWindows, EarmarkError } from '@earmark/core'
import {
  type CompletedItem,
  type Database,
  findHearing,
  type HeardWindow,
  type TakenChunk,
  type TakenItem,
} from '@earmark/db'
import { decodeFile } from '@earmark/decode'
import type { InferencePool } from '@earmark/inference'
import type { ObjectStorage } from '@earmark/storage'

export type HearObject = (
  chunk: TakenChunk,
  item: TakenItem,
  signal: AbortSignal,
) => Promise<CompletedItem['outcome']>

export type HearDeps = {
  db: Database
  storage: ObjectStorage
  pool: InferencePool
  maxObjectBytes: number
  maxDurationS: number
  decodeTimeoutMs: number
}

/**
 * S3 stream → ffmpeg → windows → embeddings, for one object. Memory does not grow with its length: decoding
 * waits while as many windows are under way as the pool can use.
 */
export function createHearObject(deps: HearDeps): HearObject {
  return async (chunk, item, signal) => {
    const { db, storage, pool } = deps
    const name = `s3://${item.bucket}/${item.key}`
    const address = {
      bucket: item.bucket,
      key: item.key,
      ...(item.versionId !== null && { versionId: item.versionId }),
    }
    if (item.etag === null) {
      // A key from a list: its ETag tells whether it has been heard before.
      const head = await storage.headObject({ ...address, signal })
      const heard = await findHearing(db, {
        ...chunk,
        ...address,
        etag: head.etag,
        versionId: item.versionId,
      })
      if (heard) return { state: 'skipped', ...heard }
    }
    const folder = await mkdtemp(join(tmpdir(), 'earmark-'))
    try {
      const object = await storage.openObject({ ...address, signal })
      if (object.size > deps.maxObjectBytes) {
        object.body.destroy()
        throw new EarmarkError(
          'TOO_LARGE',
          `${name} has ${object.size} bytes, more than the ${deps.maxObjectBytes} that MAX_OBJECT_MB allows`,
          { permanent: true },
        )
      }
      const path = join(folder, 'object')
      await pipeline(object.body, createWriteStream(path), { signal })
      const { sampleRate, windowSamples } = pool.model
      const decoding = decodeFile(path, {
        sampleRate,
        maxDurationS: deps.maxDurationS,
        timeoutMs: deps.decodeTimeoutMs,
        signal,
        name,
      })
      const hopSamples = Math.round((chunk.hopMs / 1000) * sampleRate)
      const windows = await embedWindows(
        pool,
        cutWindows(decoding.samples, { sampleRate, windowSamples, hopSamples }),
        signal,
      )
      const info = await decoding.info
      return {
        state: 'done',
        object: {
          bucket: item.bucket,
          key: item.key,
          etag: object.etag,
          versionId: item.versionId,
          size: object.size,
          lastModified: object.lastModified,
          ...info,
          windows,
        },
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

async function embedWindows(
  pool: InferencePool,
  windows: AsyncIterable<AudioWindow>,
  signal: AbortSignal,
): Promise<HeardWindow[]> {
  const heard: HeardWindow[] = []
  const underWay = new Set<Promise<void>>()
  try {
    for await (const { index, startS, endS, samples } of windows) {
      const work: Promise<void> = pool
        .embed(samples, { signal })
        .then((embedding) => void heard.push({ index, startS, endS, embedding }))
        .finally(() => underWay.delete(work))
      underWay.add(work)
      // One more than there are processes keeps them busy while the next window is decoded.
      if (underWay.size > pool.size) await Promise.race(underWay)
    }
    await Promise.all(underWay)
  } finally {
    await Promise.allSettled(underWay)
  }
  return heard.sort((a, b) => a.index - b.index)
}
