import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { readHandle } from './read-handle.js'

/** The ETag of a file's content: its MD5, or, where it came in parts, the MD5 of theirs and how many they are. */
export async function hashContent(
  path: string,
  parts: number[],
  isInParts = false,
): Promise<string> {
  const hashes: string[] = []
  let start = 0
  for (const size of parts) {
    const hash = createHash('md5')
    const handle = await open(path, 'r')
    for await (const piece of readHandle(handle, start, start + size - 1)) hash.update(piece)
    hashes.push(hash.digest('hex'))
    start += size
  }
  return isInParts ? hashOfHashes(hashes) : (hashes[0] as string)
}

/** @param hashes the MD5 of each part, in hex */
export function hashOfHashes(hashes: string[]): string {
  const hash = createHash('md5')
  for (const one of hashes) hash.update(Buffer.from(one, 'hex'))
  return `${hash.digest('hex')}-${hashes.length}`
}
