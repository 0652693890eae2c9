import { startItemAlone, type TakenChunk, type TakenItem } from '@earmark/db'
import { asEarmarkError } from '../hear/as-earmark-error.js'
import { hearObject } from '../hear/hear-object.js'
import { hearSmallObjects, SMALL_OBJECT_BYTES } from '../hear/hear-small-objects.js'
import { inLanes } from '../hear/in-lanes.js'
import type { ClassifyDeps } from './classify-deps.js'
import { settleItems } from './settle-items.js'

/** The item that is alone at work, while a suspected chunk goes through its items one by one. */
export type Suspicion = { alone: TakenItem | null }

/** While one large object ends and is written, the next is fetched and decoded: inference never waits. */
const LARGE_AT_ONCE = 2

/** Hears a chunk's items: the small ones together, then the large ones; where one of them is suspect, one by one. */
export async function hearItems(
  deps: ClassifyDeps,
  chunk: TakenChunk,
  items: TakenItem[],
  suspicion: Suspicion,
  signal: AbortSignal,
): Promise<void> {
  // A process died with these at work, or met a fault: one of them may be the reason, so each gets a turn alone.
  const isSuspect = items.some((item) => item.wasRunning || item.hadFault || item.crashes > 0)
  const isSmall = (item: TakenItem) =>
    !isSuspect && item.size !== null && item.size <= SMALL_OBJECT_BYTES
  const small = items.filter(isSmall)
  const noteShare = (item: TakenItem, share: number) => deps.leases.note(chunk, item.seq, share)
  if (small.length > 0) {
    await settleItems(deps, chunk, await hearSmallObjects(deps, chunk, small, signal, noteShare))
  }
  const large = items.filter((item) => !isSmall(item))
  await inLanes(isSuspect ? 1 : LARGE_AT_ONCE, large, signal, async (item, stop) => {
    if (isSuspect) {
      await startItemAlone(deps.db, chunk, item.seq)
      suspicion.alone = item
    }
    const note = (share: number) => noteShare(item, share)
    const outcome = await hearObject(deps, chunk, item, stop, note).catch((error: unknown) => {
      stop.throwIfAborted()
      // A fault of ours is thrown: the chunk is handed back, and taken up again.
      return asEarmarkError(error)
    })
    await settleItems(deps, chunk, new Map([[item, outcome]]))
    note(0)
    suspicion.alone = null
  })
}
