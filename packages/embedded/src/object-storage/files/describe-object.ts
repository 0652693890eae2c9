import { type FileHandle, open, readFile } from 'node:fs/promises'
import { hashContent } from './hash-content.js'
import { unlessMissing } from './missing-file.js'
import type { ObjectPaths } from './object-paths.js'
import { parseRecord, type Version } from './object-record.js'

export interface DataFile {
  size: number
  mtimeNs: string
}

/** What is known of a data file without reading it, or undefined. */
export async function findVersion(
  paths: ObjectPaths,
  file: DataFile,
): Promise<Version | undefined> {
  const [record = '', md5 = ''] = await Promise.all([
    unlessMissing(readFile(paths.record, 'utf8')),
    unlessMissing(readFile(paths.md5, 'utf8')),
  ])
  return chooseVersion(file, record, md5)
}

/**
 * @param record the text of the file beside the data
 * @param md5 the text of s3rver's own file, which counts where the record is s3rver's too
 */
export function chooseVersion(file: DataFile, record: string, md5: string): Version | undefined {
  const { metadata, versions } = parseRecord(record)
  const known = versions.find(({ size, mtimeNs }) => size === file.size && mtimeNs === file.mtimeNs)
  if (known || versions.length > 0) return known
  const etag = md5.trim()
  return /^[0-9a-f]{32}$/.test(etag) ? { ...file, etag, metadata } : undefined
}

/**
 * Reads a data file that its record does not know by size and time: it was copied here by hand, or a power cut came before
 * all of it was on the disk.
 *
 * @returns undefined where it is not the content that was put
 */
export async function recoverVersion(
  paths: ObjectPaths,
  file: DataFile,
): Promise<Version | undefined> {
  const record = await unlessMissing(readFile(paths.record, 'utf8'))
  // Records are written before data: a file without one was laid here by a person.
  if (record === undefined) {
    return { ...file, etag: await hashContent(paths.data, [file.size]), metadata: {} }
  }
  for (const version of parseRecord(record).versions) {
    if (version.size !== file.size) continue
    const etag = await hashContent(
      paths.data,
      version.parts ?? [file.size],
      version.parts !== undefined,
    )
    if (etag === version.etag) return { ...version, ...file }
  }
  return undefined
}

/** An open data file, or undefined where there is none. */
export async function openData(
  paths: ObjectPaths,
): Promise<{ handle: FileHandle; file: DataFile } | undefined> {
  const handle = await unlessMissing(open(paths.data, 'r'))
  if (!handle) return undefined
  try {
    const stat = await handle.stat({ bigint: true })
    if (stat.isFile()) {
      return { handle, file: { size: Number(stat.size), mtimeNs: String(stat.mtimeNs) } }
    }
  } catch (error) {
    await handle.close()
    throw error
  }
  await handle.close()
  return undefined
}
