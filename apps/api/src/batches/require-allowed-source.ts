import type { NewBatch } from '@earmark/db'
import { parseS3Url, requireAllowedBucket } from '@earmark/storage'
import type { ApiDependencies } from '../dependencies.js'

/**
 * Refuses work on buckets that are not allowed here, before it is stored. What a manifest in S3 names is refused when it is
 * scanned.
 *
 * @throws EarmarkError ACCESS_DENIED naming the field
 */
export function requireAllowedSource(
  { allowedBuckets }: Pick<ApiDependencies, 'allowedBuckets'>,
  { source, objects, reportTo }: Pick<NewBatch, 'source' | 'objects' | 'reportTo'>,
): void {
  const check = (field: string, url: unknown) => {
    if (typeof url === 'string') requireAllowedBucket(allowedBuckets, parseS3Url(url).bucket, field)
  }
  check('source.prefix', source.prefix)
  check('source.manifest', source.manifest)
  check('reportTo', reportTo)
  for (const { bucket } of objects ?? []) requireAllowedBucket(allowedBuckets, bucket, 'source')
}
