import { KEPT_HEADERS, type Metadata } from './files/object-record.js'
import { S3Error } from './s3-error.js'

/** S3's limit for all names and values of x-amz-meta- headers together. */
const MAX_META_BYTES = 2_048

/**
 * The headers that a request gives an object.
 *
 * @throws S3Error MetadataTooLarge, InvalidRequest
 */
export function readMetadata(headers: Map<string, string>): Metadata {
  const metadata: Metadata = {}
  let metaBytes = 0
  for (const [name, value] of headers) {
    const isMeta = name.startsWith('x-amz-meta-')
    if (!isMeta && !KEPT_HEADERS.has(name)) continue
    if (isMeta) metaBytes += name.length - 'x-amz-meta-'.length + Buffer.byteLength(value)
    metadata[name] = value
  }
  if (metaBytes > MAX_META_BYTES) {
    throw new S3Error('MetadataTooLarge', `Metadata has at most ${MAX_META_BYTES} bytes.`)
  }
  const encoding = (metadata['content-encoding'] ?? '').replace(/\baws-chunked\b,?\s*/i, '').trim()
  delete metadata['content-encoding']
  if (encoding !== '') metadata['content-encoding'] = encoding.replace(/,$/, '')
  if ([...headers.keys()].some((name) => name.startsWith('x-amz-server-side-encryption'))) {
    throw new S3Error('InvalidRequest', 'This server does not encrypt what it stores.')
  }
  return metadata
}
