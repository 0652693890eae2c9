import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { EarmarkError } from '@earmark/core'
import { parseS3Url } from '@earmark/storage'
import type { ApiDependencies } from '../dependencies.js'

/**
 * Copies an object from S3 into the folder. A clip is short: larger objects are a batch's work.
 *
 * @throws EarmarkError OBJECT_NOT_FOUND, BUCKET_NOT_FOUND, ACCESS_DENIED, STORAGE_UNAVAILABLE, TOO_LARGE, EMPTY_OBJECT
 */
export async function fetchClip(
  { storage, limits }: Pick<ApiDependencies, 'storage' | 'limits'>,
  url: string,
  folder: string,
  signal: AbortSignal,
): Promise<{ path: string; name: string }> {
  const object = await storage.openObject({ ...parseS3Url(url), signal })
  const refusal = refuse(url, object.size, limits.maxUploadBytes)
  if (refusal) {
    object.body.destroy()
    throw refusal
  }
  const path = join(folder, 'clip')
  await pipeline(object.body, createWriteStream(path), { signal })
  return { path, name: url }
}

function refuse(url: string, size: number, maxBytes: number): EarmarkError | null {
  const field = { permanent: true, field: 'source.key', value: url }
  if (size === 0) return new EarmarkError('EMPTY_OBJECT', `${url} holds no bytes.`, field)
  if (size <= maxBytes) return null
  const limitMb = Math.floor(maxBytes / 1024 / 1024)
  const message = `${url} has ${size.toLocaleString('en')} bytes; classify takes up to ${limitMb} MB. Tag it with POST /v1/batches.`
  return new EarmarkError('TOO_LARGE', message, field)
}
