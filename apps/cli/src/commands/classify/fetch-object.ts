import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ObjectStorage } from '@earmark/storage'
import { createTemporaryHome } from '@earmark/temporary'

/** Lends an object as a file: some containers can only be read by seeking. The file is gone afterwards. */
export async function fetchObject<T>(
  { storage }: { storage: Pick<ObjectStorage, 'openObject'> },
  { bucket, key, signal }: { bucket: string; key: string; signal: AbortSignal },
  use: (path: string) => Promise<T>,
): Promise<T> {
  const object = await storage.openObject({ bucket, key, signal })
  const temporary = createTemporaryHome()
  try {
    return await temporary.withFolder(async (folder) => {
      const path = join(folder, 'object')
      await pipeline(object.body, createWriteStream(path), { signal })
      return await use(path)
    })
  } finally {
    object.body.destroy()
    await temporary.close()
  }
}
