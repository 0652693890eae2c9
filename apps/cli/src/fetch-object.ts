import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ObjectStorage } from '@earmark/storage'

/** Lends an object as a file: some containers can only be read by seeking. The file is gone afterwards. */
export async function fetchObject<T>(
  { storage }: { storage: Pick<ObjectStorage, 'openObject'> },
  { bucket, key, signal }: { bucket: string; key: string; signal: AbortSignal },
  use: (path: string) => Promise<T>,
): Promise<T> {
  const object = await storage.openObject({ bucket, key, signal })
  const folder = await mkdtemp(join(tmpdir(), 'earmark-'))
  try {
    const path = join(folder, 'object')
    await pipeline(object.body, createWriteStream(path), { signal })
    return await use(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
