import type { Bucket } from './files/bucket.js'
import { describeKeys } from './files/describe-keys.js'
import { type Listing, listPage } from './files/list-page.js'
import { lastModified } from './object-headers.js'
import { percentEncodePath } from './percent-encoding.js'
import { S3Error } from './s3-error.js'
import type { XmlElements } from './write-xml.js'

const MAX_KEYS = 1_000

/** Parameters that both kinds of listing have. */
export const LISTING_PARAMETERS = ['prefix', 'delimiter', 'max-keys', 'encoding-type']

/**
 * A page of a listing, and the elements that both kinds of listing have.
 *
 * @param after the key or common prefix that the page comes after
 * @throws S3Error InvalidArgument
 */
export async function answerListing(
  bucket: Bucket,
  query: Map<string, string>,
  after: string,
): Promise<{ page: Listing; elements: XmlElements; encode: (text: string) => string }> {
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const limit = readLimit(query.get('max-keys'))
  const encoding = query.get('encoding-type')
  if (encoding !== undefined && encoding !== 'url') {
    throw new S3Error('InvalidArgument', 'The encoding-type must be url.')
  }
  const encode = encoding === undefined ? (text: string) => text : percentEncodePath
  const page = listPage(bucket.keys, { prefix, delimiter, after, limit })
  const objects = await describeKeys(bucket, page.keys)
  const elements = {
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: limit,
    EncodingType: encoding,
    IsTruncated: page.next !== undefined,
    Contents: objects.map(({ key, version }) => ({
      Key: encode(key),
      LastModified: lastModified(version).toISOString(),
      ETag: `"${version.etag}"`,
      Size: version.size,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  }
  return { page, elements, encode }
}

function readLimit(text: string | undefined): number {
  if (text === undefined || text === '') return MAX_KEYS
  if (!/^\d{1,10}$/.test(text)) {
    throw new S3Error('InvalidArgument', 'The max-keys must be a number, and not below 0.')
  }
  return Math.min(Number(text), MAX_KEYS)
}
