import { readdir, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { adoptObject } from './adopt-object.js'
import { Bucket } from './bucket.js'
import { isDraft } from './draft.js'
import { decodeKeyPath, encodeKeyPath } from './key-path.js'
import { DATA_SUFFIX } from './object-paths.js'
import { SortedKeys } from './sorted-keys.js'
import { UPLOADS_FOLDER } from './uploads.js'

/**
 * Reads which objects a bucket's folder holds, and clears away what a process left that was killed while it wrote.
 *
 * @throws NodeJS.ErrnoException ENOENT where there is no such folder
 */
export async function openBucket(folder: string): Promise<Bucket> {
  const keys: string[] = []
  const foreign: string[] = []
  for (const path of await listFiles(folder)) {
    if (isDraft(path)) await rm(join(folder, path), { recursive: true, force: true })
    if (!path.endsWith(DATA_SUFFIX)) continue
    const name = path.slice(0, -DATA_SUFFIX.length)
    const key = tryDecode(name)
    if (key === undefined || encodeKeyPath(key) !== name) foreign.push(name)
    else keys.push(key)
  }
  for (const name of foreign) {
    if (await adoptObject(folder, name)) keys.push(name)
  }
  return new Bucket(folder, new SortedKeys(keys))
}

async function listFiles(folder: string): Promise<string[]> {
  const paths: string[] = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    // An upload that was being removed is a folder among the drafts.
    const isLeft = isDraft(entry.name)
    if (entry.isFile() || isLeft) paths.push(entry.name)
    if (!entry.isDirectory() || isLeft || entry.name === UPLOADS_FOLDER) continue
    const inside = join(folder, entry.name)
    for (const file of await readdir(inside, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) paths.push(relative(folder, join(file.parentPath, file.name)))
    }
  }
  return paths
}

function tryDecode(path: string): string | undefined {
  try {
    return decodeKeyPath(path)
  } catch {
    return undefined
  }
}
