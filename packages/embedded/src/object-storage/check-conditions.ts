import type { Version } from './files/object-record.js'
import { lastModified } from './object-headers.js'
import { S3Error } from './s3-error.js'

/**
 * Holds an object against the conditions of a GET, a HEAD or, with their own names, the source of a copy.
 *
 * @param prefix `x-amz-copy-source-` for a copy's source
 * @throws S3Error PreconditionFailed, NotModified
 */
export function checkReadConditions(
  headers: Map<string, string>,
  version: Version,
  prefix = '',
): void {
  const ifMatch = headers.get(`${prefix}if-match`)
  const since = readDate(headers.get(`${prefix}if-unmodified-since`))
  // HTTP's dates have whole seconds.
  const modifiedS = Math.floor(lastModified(version).getTime() / 1000)
  if (ifMatch !== undefined ? !names(ifMatch, version) : since !== undefined && modifiedS > since) {
    throw new S3Error('PreconditionFailed', 'The object is another one by now.')
  }
  const ifNoneMatch = headers.get(`${prefix}if-none-match`)
  const modified = readDate(headers.get(`${prefix}if-modified-since`))
  const isSame =
    ifNoneMatch !== undefined
      ? names(ifNoneMatch, version)
      : modified !== undefined && modifiedS <= modified
  if (!isSame) return
  if (prefix !== '') throw new S3Error('PreconditionFailed', 'The source is the one you have.')
  throw new S3Error('NotModified', 'The object is the one you have.', { etag: `"${version.etag}"` })
}

/**
 * Holds what is there against the conditions of a write.
 *
 * @throws S3Error PreconditionFailed, NoSuchKey
 */
export function checkWriteConditions(
  headers: Map<string, string>,
  current: Version | undefined,
): void {
  const ifMatch = headers.get('if-match')
  if (ifMatch !== undefined && !current) {
    throw new S3Error('NoSuchKey', 'The object that is to be replaced does not exist.')
  }
  const ifNoneMatch = headers.get('if-none-match')
  const isWrong =
    (ifMatch !== undefined && current && !names(ifMatch, current)) ||
    (ifNoneMatch !== undefined && current && names(ifNoneMatch, current))
  if (isWrong) {
    throw new S3Error('PreconditionFailed', 'What is stored under that key is not what you expect.')
  }
}

function names(list: string, { etag }: Version): boolean {
  return list.split(',').some((entry) => {
    const name = entry.trim().replace(/^W\//, '').replaceAll('"', '')
    return name === '*' || name === etag
  })
}

function readDate(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000)
}
