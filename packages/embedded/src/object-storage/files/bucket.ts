import type { FileHandle } from 'node:fs/promises'
import { mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { S3Error } from '../s3-error.js'
import { findVersion, openData, recoverVersion } from './describe-object.js'
import { type Draft, draftPath } from './draft.js'
import { KeyLocks } from './key-locks.js'
import { isMissing } from './missing-file.js'
import { type ObjectPaths, objectPaths } from './object-paths.js'
import { formatRecord, type Metadata, type Tags, type Version } from './object-record.js'
import type { SortedKeys } from './sorted-keys.js'

/** An object that stays what it is while it is read, whatever is written meanwhile. */
export interface OpenObject {
  handle: FileHandle
  version: Version
}

export interface Placing {
  metadata: Metadata
  tags?: Tags | undefined
  /** What an object is known by that came in parts. */
  inParts?: { etag: string; parts: number[] }
  /** Called with what is there, before anything is changed; throws where that is not what the client wants. */
  check?: (current: Version | undefined) => void
}

/** The objects of one bucket, as files in its folder. One process has it at a time. */
export class Bucket {
  readonly folder: string
  readonly keys: SortedKeys
  readonly uploadLocks = new KeyLocks()
  readonly #locks = new KeyLocks()

  constructor(folder: string, keys: SortedKeys) {
    this.folder = folder
    this.keys = keys
  }

  /** @throws S3Error NoSuchKey */
  async open(key: string): Promise<OpenObject> {
    const paths = objectPaths(this.folder, key)
    const opened =
      (await tryOpen(paths)) ?? (await this.#locks.run(key, () => openAnyway(this.folder, paths)))
    if (!opened) throw noSuchKey()
    return opened
  }

  /** @throws S3Error NoSuchKey */
  async describe(key: string): Promise<Version> {
    const { handle, version } = await this.open(key)
    await handle.close()
    return version
  }

  /**
   * Makes a draft the object of that key. The rename of the data is the one moment at which it becomes it.
   *
   * @throws S3Error NoSuchBucket where the bucket was deleted meanwhile, and what `check` throws
   */
  async place(
    key: string,
    draft: Draft,
    { metadata, tags, inParts, check }: Placing,
  ): Promise<Version> {
    const { path, size, md5 } = draft
    const { mtimeNs } = draft
    const version = {
      ...(inParts ?? { etag: md5 }),
      size,
      mtimeNs,
      metadata,
      ...(tags && { tags }),
    }
    const paths = objectPaths(this.folder, key)
    try {
      await this.#locks.run(key, async () => {
        const current = this.keys.has(key) ? await this.#current(paths) : undefined
        check?.(current)
        if (current && isAlike(current, version)) version.mtimeNs = await postdate(path)
        const isLong = dirname(paths.data) !== this.folder
        if (isLong) await mkdir(dirname(paths.data), { recursive: true })
        await writeRecord(this.folder, paths, formatRecord(version, current))
        await rename(path, paths.data)
        this.keys.add(key)
      })
    } catch (error) {
      await rm(path, { force: true })
      if (isMissing(error)) throw new S3Error('NoSuchBucket', 'The bucket is gone.')
      throw error
    }
    return version
  }

  /**
   * Gives an object other tags; its content, its ETag and its time stay.
   *
   * @throws S3Error NoSuchKey
   */
  async tag(key: string, tags: Tags): Promise<void> {
    const paths = objectPaths(this.folder, key)
    await this.#locks.run(key, async () => {
      const current = await this.#current(paths)
      if (!current) throw noSuchKey()
      await writeRecord(this.folder, paths, formatRecord({ ...current, tags }))
    })
  }

  /** The data goes first: what is left of an object without it is none. */
  async delete(key: string): Promise<void> {
    const paths = objectPaths(this.folder, key)
    await this.#locks.run(key, async () => {
      for (const path of [paths.data, paths.record, paths.md5]) await rm(path, { force: true })
      this.keys.remove(key)
    })
  }

  async #current(paths: ObjectPaths): Promise<Version | undefined> {
    const opened = await openAnyway(this.folder, paths)
    await opened?.handle.close()
    return opened?.version
  }
}

function noSuchKey(): S3Error {
  return new S3Error('NoSuchKey', 'The specified key does not exist.')
}

/** undefined where there is no object, or something is written at this moment. */
async function tryOpen(paths: ObjectPaths): Promise<OpenObject | undefined> {
  const opened = await openData(paths)
  if (!opened) return undefined
  const version = await findVersion(paths, opened.file)
  if (version) return { handle: opened.handle, version }
  await opened.handle.close()
  return undefined
}

async function openAnyway(folder: string, paths: ObjectPaths): Promise<OpenObject | undefined> {
  const found = await tryOpen(paths)
  if (found) return found
  const opened = await openData(paths)
  if (!opened) return undefined
  try {
    const version = await recoverVersion(paths, opened.file)
    if (version) {
      await writeRecord(folder, paths, formatRecord(version))
      return { handle: opened.handle, version }
    }
  } catch (error) {
    await opened.handle.close()
    throw error
  }
  await opened.handle.close()
  return undefined
}

/** Whether two states could not be told apart by their data files: clocks of file systems may tick every 4 ms. */
function isAlike(a: Version, b: Version): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs
}

/** @returns the file's new time, a second later */
async function postdate(path: string): Promise<string> {
  const later = new Date(Date.now() + 1_000)
  await utimes(path, later, later)
  return String((await stat(path, { bigint: true })).mtimeNs)
}

async function writeRecord(folder: string, paths: ObjectPaths, text: string): Promise<void> {
  const draft = draftPath(folder)
  try {
    await writeFile(draft, text, { flag: 'wx' })
    await rename(draft, paths.record)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
