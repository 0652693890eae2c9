import type { Version } from './files/object-record.js'
import type { S3Request } from './s3-request.js'

/** Nothing a browser would run, and nothing it would look into: `+xml` is XML whatever stands before it. */
const NEUTRAL_TYPES =
  /^((audio|video)\/[a-z0-9.-]+|application\/(octet-stream|ogg|json|x-ndjson|gzip|vnd\.apache\.parquet)|binary\/octet-stream|text\/(plain|csv))(; ?charset=[a-z0-9-]+)?$/i

/** What every answer says to browsers: that nothing of it is a page, and nobody else's to show. */
export const GUARDING_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
}

/**
 * The headers of an object, for a GET or a HEAD. Whatever it says it is, a browser saves it and does not show it. A HEAD, which has
 * nothing to show, tells the type as it was put: whoever looks for audio goes by it.
 */
export function objectHeaders(
  { method, query }: S3Request,
  version: Version,
): Record<string, string> {
  const headers = { ...version.metadata }
  for (const name of ['content-type', 'content-disposition']) {
    const wanted = query.get(`response-${name}`)
    if (wanted !== undefined && /^[\x20-\x7e]*$/.test(wanted)) headers[name] = wanted
  }
  const type = headers['content-type'] ?? ''
  const disposition = headers['content-disposition'] ?? ''
  const isGiven = NEUTRAL_TYPES.test(type) || (method === 'HEAD' && type !== '')
  return {
    ...headers,
    'content-type': isGiven ? type : 'application/octet-stream',
    'content-disposition': /^attachment\b/i.test(disposition) ? disposition : 'attachment',
    'accept-ranges': 'bytes',
    etag: `"${version.etag}"`,
    'last-modified': lastModified(version).toUTCString(),
  }
}

export function lastModified({ mtimeNs }: Version): Date {
  return new Date(Number(BigInt(mtimeNs) / 1_000_000n))
}
