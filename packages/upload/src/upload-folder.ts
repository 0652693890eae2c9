import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { EarmarkError } from '@earmark/core'
import { audioTypes, extensionOf } from '@earmark/source'
import type { ObjectStorage } from '@earmark/storage'
import { hasEtag } from './has-etag.js'
import { type AudioFile, listAudioFiles } from './list-audio-files.js'

export type UploadEvent =
  | { type: 'uploaded'; key: string; size: number }
  | { type: 'skipped'; key: string; size: number }
  | { type: 'failed'; key: string; size: number; error: unknown }

export type UploadTotals = { uploaded: number; skipped: number; failed: number; bytes: number }

/** Up to here a file is sent in one request, so that its ETag is its MD5. */
const WHOLE_BYTES = 16 * 1024 * 1024
/** S3's own limit. */
const MAX_KEY_BYTES = 1024

/**
 * Uploads a folder's audio files, several at once, except those that are there already with the same size and
 * content. A file that fails does not stop the others.
 *
 * @param prefix what the keys begin with; a `/` is put between it and the path where it does not end in one
 * @throws where the folder cannot be read or the bucket cannot be used
 */
export async function uploadFolder(
  { storage }: { storage: Pick<ObjectStorage, 'headObject' | 'putObject'> },
  options: {
    folder: string
    bucket: string
    prefix: string
    /** Globs for what is uploaded, in place of the extensions of audio. */
    include?: readonly string[]
    concurrency?: number
    signal?: AbortSignal
    onEvent?: (event: UploadEvent) => void
  },
): Promise<UploadTotals> {
  const { folder, bucket, signal, onEvent, concurrency = 8 } = options
  const prefix =
    options.prefix === '' || options.prefix.endsWith('/') ? options.prefix : `${options.prefix}/`
  const totals: UploadTotals = { uploaded: 0, skipped: 0, failed: 0, bytes: 0 }
  const files = listAudioFiles(folder, options.include)
  let isStopped = false

  const uploadRest = async () => {
    while (!isStopped) {
      signal?.throwIfAborted()
      const { value: file, done } = await files.next()
      if (done) return
      const event = await uploadFile(
        { storage },
        { file, bucket, key: prefix + file.relative, signal },
      )
      totals[event.type] += 1
      if (event.type === 'uploaded') totals.bytes += event.size
      onEvent?.(event)
    }
  }
  const uploads = Array.from({ length: concurrency }, async () => {
    try {
      await uploadRest()
    } finally {
      isStopped = true
    }
  })
  // All of them have to end before the caller may close the storage.
  const outcomes = await Promise.allSettled(uploads)
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  return totals
}

async function uploadFile(
  { storage }: { storage: Pick<ObjectStorage, 'headObject' | 'putObject'> },
  {
    file,
    bucket,
    key,
    signal,
  }: { file: AudioFile; bucket: string; key: string; signal: AbortSignal | undefined },
): Promise<UploadEvent> {
  let size = 0
  try {
    checkKey(key)
    size = (await stat(file.path)).size
    const call = { bucket, key, ...(signal && { signal }) }
    const stored = await headIfReadable(storage, call)
    if (stored?.size === size && (await hasEtag({ path: file.path, size }, stored.etag))) {
      return { type: 'skipped', key, size }
    }
    const contentType = audioTypes.get(extensionOf(key))
    await storage.putObject({
      ...call,
      body: size <= WHOLE_BYTES ? await readFile(file.path) : createReadStream(file.path),
      ...(contentType && { contentType }),
    })
    return { type: 'uploaded', key, size }
  } catch (error) {
    if (signal?.aborted || concernsAllFiles(error)) throw error
    return { type: 'failed', key, size, error }
  }
}

/** Credentials that may only write are told "forbidden" for objects that are not there, too. */
async function headIfReadable(
  storage: Pick<ObjectStorage, 'headObject'>,
  call: { bucket: string; key: string; signal?: AbortSignal },
): Promise<{ etag: string; size: number } | null> {
  try {
    return await storage.headObject(call)
  } catch (error) {
    if (!(error instanceof EarmarkError)) throw error
    if (error.code === 'OBJECT_NOT_FOUND' || error.code === 'ACCESS_DENIED') return null
    throw error
  }
}

/** Without the bucket or the right to it, every other file would fail the same way. */
function concernsAllFiles(error: unknown): boolean {
  return (
    error instanceof EarmarkError &&
    ['BUCKET_NOT_FOUND', 'ACCESS_DENIED', 'STORAGE_UNAVAILABLE'].includes(error.code)
  )
}

function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key)
  if (bytes <= MAX_KEY_BYTES) return
  throw new EarmarkError(
    'INVALID_REQUEST',
    `The key has ${bytes} bytes; S3 allows ${MAX_KEY_BYTES}. Shorten the file's name or the prefix.`,
    { permanent: true, field: 'key', value: key },
  )
}
