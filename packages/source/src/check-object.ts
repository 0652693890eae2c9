import { EarmarkError } from '@earmark/core'
import { parseS3Url } from '@earmark/storage'
import type { SourceObject } from './source-page.js'

/** S3's own limit, in UTF-8. */
const MAX_KEY_BYTES = 1024
const LONE_SURROGATE = /\p{Cs}/u

/** A line's fields, as they were written. */
export type LineFields = {
  url?: string | undefined
  bucket?: string | undefined
  key?: string | undefined
  etag?: string | undefined
  versionId?: string | undefined
  size?: string | number | undefined
}

/**
 * @returns the object, or a sentence that says what is wrong with the line. It quotes nothing of it: whoever may have a
 * batch made of a file need not be one who may read it.
 */
export function checkObject(fields: LineFields): SourceObject | string {
  const address = readAddress(fields)
  if (typeof address === 'string') return address
  const { bucket, key } = address
  if (key.includes('\0')) return 'the key contains NUL.'
  if (LONE_SURROGATE.test(key)) return 'the key is not valid Unicode.'
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    return `the key has more than ${MAX_KEY_BYTES.toLocaleString('en')} bytes, which S3 does not allow.`
  const etag = (fields.etag ?? '').replace(/^"(.*)"$/, '$1')
  const versionId = fields.versionId ?? ''
  if (/\p{Cc}/u.test(etag + versionId)) return 'the ETag or version contains control characters.'
  if (etag.length > 200 || versionId.length > 1024) return 'the ETag or version is too long.'
  const size = readSize(fields.size)
  if (size === undefined) return 'the size is no number of bytes.'
  return {
    bucket,
    key,
    etag: etag === '' ? null : etag,
    // Buckets without versions say "null".
    versionId: versionId === '' || versionId === 'null' ? null : versionId,
    size,
  }
}

function readAddress({ url, bucket, key }: LineFields) {
  const shown = url ?? `s3://${bucket ?? ''}/`
  try {
    const parsed = parseS3Url(shown)
    const address = { bucket: parsed.bucket, key: url === undefined ? (key ?? '') : parsed.key }
    return address.key === '' ? 'it names no key.' : address
  } catch (error) {
    if (!(error instanceof EarmarkError)) throw error
    if (url === undefined) return 'it names no bucket.'
    return 'it is no S3 address; write s3://bucket/key.'
  }
}

function readSize(size: string | number | undefined): number | null | undefined {
  if (size === undefined || size === '') return null
  const bytes = Number(size)
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined
}
