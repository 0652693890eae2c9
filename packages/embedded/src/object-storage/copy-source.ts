import { checkReadConditions } from './check-conditions.js'
import type { Bucket, OpenObject } from './files/bucket.js'
import type { Call } from './operation.js'
import { percentDecode } from './percent-encoding.js'
import { S3Error } from './s3-error.js'
import { checkKey } from './s3-request.js'

/**
 * Opens what a copy is made of. The caller closes its handle.
 *
 * @throws S3Error InvalidArgument, NoSuchBucket, NoSuchKey, PreconditionFailed
 */
export async function openCopySource({
  buckets,
  request,
}: Call): Promise<OpenObject & { bucket: Bucket; key: string }> {
  const header = request.headers.get('x-amz-copy-source') ?? ''
  const [, name, key] = /^\/?([^/]+)\/(.+)$/s.exec(percentDecode(header)) ?? []
  if (name === undefined || key === undefined || header.includes('?')) {
    throw new S3Error('InvalidArgument', 'The header x-amz-copy-source must be BUCKET/KEY.')
  }
  checkKey(key)
  const bucket = await buckets.get(name)
  const object = await bucket.open(key)
  try {
    checkReadConditions(request.headers, object.version, 'x-amz-copy-source-')
  } catch (error) {
    await object.handle.close()
    throw error
  }
  return { ...object, bucket, key }
}
