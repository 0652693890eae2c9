import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { S3Error } from '../s3-error.js'
import type { Bucket } from './bucket.js'
import { type Draft, draftPath } from './draft.js'
import type { KeyLocks } from './key-locks.js'
import { isMissing, unlessMissing } from './missing-file.js'
import { type Metadata, parseRecord } from './object-record.js'

/** Where s3rver kept them too, so that an upload goes on over a change of the server. */
export const UPLOADS_FOLDER = '._S3rver_uploads'

export interface Part {
  number: number
  size: number
  /** MD5 in hex. */
  etag: string
  writtenAt: Date
}

/** An upload in parts that is under way: a folder with its key, its headers and a file for each part. */
export interface Upload {
  folder: string
  metadata: Metadata
  locks: KeyLocks
}

/** @returns the upload's id */
export async function createUpload(
  bucket: Bucket,
  key: string,
  metadata: Metadata,
): Promise<string> {
  const id = randomBytes(16).toString('hex')
  const folder = join(bucket.folder, UPLOADS_FOLDER, id)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'metadata'), JSON.stringify(metadata))
  // Written last: an upload without a key is none.
  await writeFile(join(folder, 'key'), key)
  return id
}

/** @throws S3Error NoSuchUpload, also where the id is another key's */
export async function findUpload(bucket: Bucket, key: string, id: string): Promise<Upload> {
  const folder = join(bucket.folder, UPLOADS_FOLDER, id)
  const written = /^[0-9a-f]{32}$/.test(id)
    ? await unlessMissing(readFile(join(folder, 'key'), 'utf8'))
    : undefined
  if (written !== key) throw noSuchUpload()
  const record = await unlessMissing(readFile(join(folder, 'metadata'), 'utf8'))
  if (record === undefined) throw noSuchUpload()
  const { metadata } = parseRecord(record)
  return { folder, metadata, locks: bucket.uploadLocks }
}

/**
 * Makes a draft that part; of one that is sent twice the later stays.
 *
 * @throws S3Error NoSuchUpload where it has ended meanwhile
 */
export async function placePart(upload: Upload, number: number, draft: Draft): Promise<void> {
  const path = join(upload.folder, String(number))
  try {
    await upload.locks.run(path, async () => {
      // A part without a digest has not come: whoever is killed in between has not lied.
      await rm(`${path}.md5`, { force: true })
      await rename(draft.path, path)
      await writeFile(`${path}.md5`, draft.md5)
    })
  } catch (error) {
    await rm(draft.path, { force: true })
    if (isMissing(error)) throw noSuchUpload()
    throw error
  }
}

/** The parts that have come, in order. */
export async function listParts({ folder }: Upload): Promise<Part[]> {
  const parts: Part[] = []
  for (const name of (await unlessMissing(readdir(folder))) ?? []) {
    if (!/^[1-9]\d{0,4}$/.test(name)) continue
    const etag = await unlessMissing(readFile(join(folder, `${name}.md5`), 'utf8'))
    const found = await unlessMissing(stat(join(folder, name)))
    if (!/^[0-9a-f]{32}$/.test(etag ?? '') || !found) continue
    parts.push({
      number: Number(name),
      size: found.size,
      etag: etag as string,
      writtenAt: found.mtime,
    })
  }
  return parts.sort((a, b) => a.number - b.number)
}

/** Ends an upload for everybody at once: a part that comes meanwhile finds no folder, and never one half removed. */
export async function removeUpload(bucket: Bucket, { folder }: Upload): Promise<void> {
  const removed = draftPath(bucket.folder)
  await unlessMissing(rename(folder, removed))
  await rm(removed, { recursive: true, force: true })
}

function noSuchUpload(): S3Error {
  return new S3Error(
    'NoSuchUpload',
    'The specified upload does not exist. It may have been completed or aborted.',
  )
}
