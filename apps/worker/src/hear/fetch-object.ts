import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { EarmarkError } from '@earmark/core'
import type { TakenItem } from '@earmark/db'
import { type Metrics, timeStage } from '@earmark/metrics'
import {
  formatS3Url,
  type ObjectHead,
  type ObjectStorage,
  type OpenedObject,
} from '@earmark/storage'

export type FetchDeps = {
  storage: ObjectStorage
  maxObjectBytes: number
  /** Undefined where nobody watches. */
  metrics?: Metrics | undefined
}

/** Opens an item's object for reading; one that is too large is refused before a byte of it is read. */
export async function openItem(
  deps: FetchDeps,
  item: TakenItem,
  signal: AbortSignal,
): Promise<OpenedObject> {
  const { bucket, key, versionId } = item
  const object = await deps.storage.openObject({
    bucket,
    key,
    ...(versionId !== null && { versionId }),
    // Lists of keys, and of S3's events, name objects that nobody has seen; a scan knows their ETags.
    wasListed: item.etag !== null,
    signal,
  })
  if (object.size > deps.maxObjectBytes) {
    object.body.destroy()
    throw new EarmarkError(
      'TOO_LARGE',
      `${formatS3Url(item)} has ${object.size} bytes, more than MAX_OBJECT_MB allows (${deps.maxObjectBytes}).`,
      { permanent: true },
    )
  }
  return object
}

/** Downloads an item's object into a file. */
export async function fetchItem(
  deps: FetchDeps,
  item: TakenItem,
  path: string,
  signal: AbortSignal,
): Promise<ObjectHead> {
  return timeStage(deps.metrics, 'fetch', async () => {
    const { body, ...head } = await openItem(deps, item, signal)
    await saveBody(body, path, signal)
    return head
  })
}

/** Writes a stream into a file, which is closed when this settles, however it does: its folder can be removed. */
export async function saveBody(
  body: Readable,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const file = createWriteStream(path)
  const closed = new Promise<void>((resolve) => file.once('close', resolve))
  try {
    await pipeline(body, file, signal ? { signal } : {})
  } finally {
    await closed
  }
}
