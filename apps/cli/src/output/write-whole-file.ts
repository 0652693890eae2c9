import { open, rename, rm } from 'node:fs/promises'

/**
 * Writes a file that is there whole or not at all: it gets its name when everything has been written. Where the bytes
 * break off or the disk is full, what stood under the name before still stands there.
 *
 * @returns bytes written
 */
export async function writeWholeFile(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<number> {
  const partial = `${path}.${process.pid}.partial`
  let bytes = 0
  try {
    const file = await open(partial, 'wx')
    try {
      for await (const chunk of chunks) {
        await file.writeFile(chunk)
        bytes += chunk.length
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    // A full disk says which call failed, but not for which file.
    if (error instanceof Error && 'syscall' in error) Object.assign(error, { path })
    throw error
  }
  return bytes
}
