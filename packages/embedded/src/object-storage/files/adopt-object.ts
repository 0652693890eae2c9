import { mkdir, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { unlessMissing } from './missing-file.js'
import { DATA_SUFFIX, MD5_SUFFIX, objectPaths, RECORD_SUFFIX } from './object-paths.js'

/**
 * Moves an object that s3rver's own store wrote, under its key's very name and folders, to where it is looked for. The
 * data goes last: where the process is killed in between, the next start goes on.
 *
 * @param name path in the bucket's folder, without a suffix; s3rver's names are the keys
 * @returns false where there is such an object already
 */
export async function adoptObject(folder: string, name: string): Promise<boolean> {
  const from = join(folder, name)
  const to = objectPaths(folder, name)
  const isThere = await unlessMissing(stat(to.data))
  if (isThere) return false
  await mkdir(dirname(to.data), { recursive: true })
  await unlessMissing(rename(`${from}${RECORD_SUFFIX}`, to.record))
  await unlessMissing(rename(`${from}${MD5_SUFFIX}`, to.md5))
  await rename(`${from}${DATA_SUFFIX}`, to.data)
  return true
}
