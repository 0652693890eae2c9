import { createWriteStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { EarmarkError } from '@earmark/core'
import type { ObjectSummary } from '@earmark/db'
import type { ApiDependencies } from '../../dependencies.js'
import { createSharedWork } from './create-shared-work.js'

type SoundFile = { path: string; size: number; users: number; letGo: () => void }

export type SoundFiles = {
  /**
   * Runs work with a copy of the object on the disk, which stays for a while: the next one need not fetch it.
   *
   * @throws EarmarkError TOO_LARGE where there is never room for it, what opening it in S3 throws, FOLDER_UNWRITABLE
   */
  withFile<Result>(
    object: ObjectSummary,
    signal: AbortSignal,
    work: (path: string) => Promise<Result>,
  ): Promise<Result>
  close: () => Promise<void>
}

/** Copies of objects in the temporary home, of so many bytes in all; those that were used least recently make room. */
export function createSoundFiles({
  storage,
  temporary,
  soundCacheBytes,
}: Pick<ApiDependencies, 'storage' | 'temporary' | 'soundCacheBytes'>): SoundFiles {
  /** The least recently used first. */
  const files = new Map<number, SoundFile>()
  const lasting = new Set<Promise<void>>()
  const share = createSharedWork<SoundFile>()
  let heldBytes = 0
  let leavingBytes = 0
  let onChange: (() => void)[] = []

  return { withFile, close }

  async function withFile<Result>(
    object: ObjectSummary,
    signal: AbortSignal,
    work: (path: string) => Promise<Result>,
  ): Promise<Result> {
    const file = await take(object, signal)
    file.users++
    try {
      return await work(file.path)
    } finally {
      file.users--
      tellOfChange()
    }
  }

  async function take(object: ObjectSummary, signal: AbortSignal): Promise<SoundFile> {
    const { id } = object
    while (true) {
      const file = await share(String(id), signal, (shared) => find(object, shared))
      // It may have made room for another in the meantime.
      if (files.get(id) !== file) continue
      files.delete(id)
      files.set(id, file)
      return file
    }
  }

  async function find(object: ObjectSummary, signal: AbortSignal): Promise<SoundFile> {
    const known = files.get(object.id)
    if (!known) return fetchFile(object, signal)
    if (await exists(known.path)) return known
    evict(object.id, known)
    return fetchFile(object, signal)
  }

  async function fetchFile(object: ObjectSummary, signal: AbortSignal): Promise<SoundFile> {
    const { id, size } = object
    if (size > soundCacheBytes) throw tooLarge(object, soundCacheBytes)
    await reserve(size, signal)
    return new Promise((resolve, reject) => {
      let isStored = false
      const one = temporary
        .withFolder(async (folder) => {
          const path = join(folder, 'sound')
          await download(object, path, signal)
          await new Promise<void>((letGo) => {
            const file = { path, size, users: 0, letGo }
            files.set(id, file)
            isStored = true
            resolve(file)
          })
        })
        .catch(reject)
        .finally(() => {
          heldBytes -= size
          if (isStored) leavingBytes -= size
          lasting.delete(one)
          tellOfChange()
        })
      lasting.add(one)
    })
  }

  async function download(object: ObjectSummary, path: string, signal: AbortSignal): Promise<void> {
    const { bucket, key, etag, versionId } = object
    const version = versionId === null ? {} : { versionId }
    const { body } = await storage.openObject({ bucket, key, ifMatch: etag, signal, ...version })
    await pipeline(body, createWriteStream(path), { signal })
  }

  /** Waits for files that are in use where those that are not are not enough. */
  async function reserve(size: number, signal: AbortSignal): Promise<void> {
    while (heldBytes + size > soundCacheBytes) {
      signal.throwIfAborted()
      for (const [id, file] of files) {
        if (heldBytes - leavingBytes + size <= soundCacheBytes) break
        if (file.users === 0) evict(id, file)
      }
      await new Promise<void>((resolve) => {
        onChange.push(resolve)
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    signal.throwIfAborted()
    heldBytes += size
  }

  function evict(id: number, file: SoundFile): void {
    files.delete(id)
    leavingBytes += file.size
    file.letGo()
  }

  function tellOfChange(): void {
    const told = onChange
    onChange = []
    for (const tell of told) tell()
  }

  async function close(): Promise<void> {
    for (const [id, file] of files) evict(id, file)
    await Promise.all(lasting)
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function tooLarge({ bucket, key, size }: ObjectSummary, maxBytes: number): EarmarkError {
  const limitMb = Math.floor(maxBytes / 1024 / 1024)
  const message = `s3://${bucket}/${key} has ${size.toLocaleString('en')} bytes, more than the ${limitMb} MB that the API keeps on its disk to show sound. API_SOUND_CACHE_MB sets the limit.`
  return new EarmarkError('TOO_LARGE', message, { permanent: true })
}
