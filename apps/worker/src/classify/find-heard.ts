import { EarmarkError } from '@earmark/core'
import {
  type CompletedItem,
  type Database,
  findHeardItems,
  findHearings,
  shareHearings,
  type TakenChunk,
  type TakenItem,
} from '@earmark/db'
import type { ObjectStorage } from '@earmark/storage'

export type FoundHeard = {
  skipped: CompletedItem[]
  /** Items whose object cannot even be looked at. */
  failures: Map<TakenItem, EarmarkError>
  /** Still to be heard. */
  waiting: TakenItem[]
}

/**
 * Sorts out the items whose object has been heard already under the batch's work identity, or one with the
 * same ETag and size. Items from a list
 * of keys have no ETag yet: it is asked for, which costs a request but no download.
 */
export async function findHeard(
  deps: { db: Database; storage: ObjectStorage },
  chunk: TakenChunk,
  signal: AbortSignal,
): Promise<FoundHeard> {
  const heard = new Map((await findHeardItems(deps.db, chunk.id)).map((item) => [item.seq, item]))
  for (const shared of await shareHearings(deps.db, chunk.id)) {
    if (!heard.has(shared.seq)) heard.set(shared.seq, shared)
  }
  const failures = new Map<TakenItem, EarmarkError>()
  const waiting: TakenItem[] = []
  const looked: (TakenItem & { etag: string })[] = []
  await Promise.all(
    chunk.items.map(async (item) => {
      if (heard.has(item.seq)) return
      if (item.etag !== null) {
        waiting.push(item)
        return
      }
      try {
        const { bucket, key, versionId } = item
        const { etag, size } = await deps.storage.headObject({
          bucket,
          key,
          ...(versionId !== null && { versionId }),
          signal,
        })
        looked.push({ ...item, etag, size })
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof EarmarkError)) throw error
        failures.set(item, error)
      }
    }),
  )
  const hearings = await findHearings(deps.db, chunk, looked)
  for (const [index, item] of looked.entries()) {
    const hearing = hearings[index]
    if (hearing) heard.set(item.seq, { seq: item.seq, ...hearing })
    else waiting.push({ ...item, etag: null })
  }
  return {
    skipped: [...heard.values()].map(({ seq, objectId, hearingId }) => {
      return { seq, outcome: { state: 'skipped', objectId, hearingId } }
    }),
    failures,
    waiting: waiting.sort((a, b) => a.seq - b.seq),
  }
}
