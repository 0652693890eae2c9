import { join } from 'node:path'
import type { EarmarkError } from '@earmark/core'
import type { TakenItem } from '@earmark/db'
import type { ObjectHead } from '@earmark/storage'
import { asEarmarkError } from './as-earmark-error.js'
import { type FetchDeps, fetchItem } from './fetch-object.js'
import { inLanes } from './in-lanes.js'

export type FetchedObject = { item: TakenItem; path: string; head: ObjectHead }

/** Downloads of one chunk at the same time. */
const CONCURRENT_FETCHES = 8

/**
 * Downloads objects side by side, each into a file of a folder.
 *
 * @returns what is there, as it came, and why the others are not
 */
export async function fetchSmallObjects(
  deps: FetchDeps,
  items: readonly TakenItem[],
  folder: string,
  signal: AbortSignal,
): Promise<{ fetched: FetchedObject[]; failures: Map<TakenItem, EarmarkError> }> {
  const fetched: FetchedObject[] = []
  const failures = new Map<TakenItem, EarmarkError>()
  const files = items.map((item, index) => ({ item, path: join(folder, String(index)) }))
  await inLanes(CONCURRENT_FETCHES, files, signal, async (one, stop) => {
    try {
      fetched.push({ ...one, head: await fetchItem(deps, one.item, one.path, stop) })
    } catch (error) {
      stop.throwIfAborted()
      failures.set(one.item, asEarmarkError(error))
    }
  })
  return { fetched, failures }
}
