import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cutWindows, EarmarkError } from '@earmark/core'
import type { HeardObject, TakenItem } from '@earmark/db'
import { decodeSmallFiles } from '@earmark/decode'
import { formatS3Url, type ObjectHead } from '@earmark/storage'
import { embedWindows } from './embed-windows.js'
import { fetchItem } from './fetch-object.js'
import { describeHeard, type HearDeps, hopSamplesOf, type Windowing } from './hear-object.js'

/** Downloads of one chunk at the same time. */
const CONCURRENT_FETCHES = 8

/** Objects of up to this size share an ffmpeg process. */
export const SMALL_OBJECT_BYTES = 2_000_000

/**
 * Hears a chunk's small objects together: they are downloaded side by side and decoded by one ffmpeg process,
 * and while one is embedded the next is read. A failure is that object's alone.
 *
 * @returns for each item what was heard, or why not
 */
export async function hearSmallObjects(
  deps: HearDeps,
  windowing: Windowing,
  items: TakenItem[],
  signal: AbortSignal,
): Promise<Map<TakenItem, HeardObject | EarmarkError>> {
  const outcomes = new Map<TakenItem, HeardObject | EarmarkError>()
  const folder = await mkdtemp(join(tmpdir(), 'earmark-'))
  try {
    const fetched = await fetchAll(deps, items, folder, outcomes, signal)
    const files = fetched.map(({ item, path }) => ({ path, name: formatS3Url(item) }))
    const { sampleRate, windowSamples } = deps.pool.model
    const spec = { sampleRate, windowSamples, hopSamples: hopSamplesOf(deps.pool, windowing) }
    const underWay = new Set<Promise<void>>()
    let next = 0
    for await (const decoded of decodeSmallFiles(files, { ...deps.decode, sampleRate, signal })) {
      const { item, head } = fetched[next++] as Fetched
      if (decoded instanceof EarmarkError) {
        outcomes.set(item, decoded)
        continue
      }
      const work: Promise<void> = embedWindows(
        deps.pool,
        cutWindows(blockOf(decoded.samples), spec),
        signal,
      )
        .then(
          (windows) => void outcomes.set(item, describeHeard(item, head, decoded.info, windows)),
          (error: unknown) => void outcomes.set(item, asEarmarkError(error)),
        )
        .finally(() => underWay.delete(work))
      underWay.add(work)
      if (underWay.size > deps.pool.size) await Promise.race(underWay)
    }
    await Promise.all(underWay)
    return outcomes
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Fetched = { item: TakenItem; path: string; head: ObjectHead }

async function fetchAll(
  deps: HearDeps,
  items: TakenItem[],
  folder: string,
  outcomes: Map<TakenItem, HeardObject | EarmarkError>,
  signal: AbortSignal,
): Promise<Fetched[]> {
  const fetched: Fetched[] = []
  const waiting = items.map((item, index) => ({ item, path: join(folder, String(index)) }))
  async function fetchNext(): Promise<void> {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      try {
        fetched.push({ ...one, head: await fetchItem(deps, one.item, one.path, signal) })
      } catch (error) {
        signal.throwIfAborted()
        outcomes.set(one.item, asEarmarkError(error))
      }
    }
  }
  await Promise.all(Array.from({ length: CONCURRENT_FETCHES }, fetchNext))
  return fetched
}

async function* blockOf(samples: Float32Array): AsyncGenerator<Float32Array> {
  yield samples
}

function asEarmarkError(error: unknown): EarmarkError {
  if (error instanceof EarmarkError) return error
  throw error
}
