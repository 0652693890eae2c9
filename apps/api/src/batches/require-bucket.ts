import type { Source } from '@earmark/contract'
import { withinTime } from '@earmark/outage'
import { parseS3Url } from '@earmark/storage'
import type { ApiDependencies } from '../dependencies.js'
import { HttpProblem } from '../http/http-problem.js'

/** A storage that is slow to answer makes nobody wait: the work itself will say what is wrong. */
const TIMEOUT_MS = 5000

/**
 * Looks whether a bucket is there before anything is promised of it. A storage that is away, or that does not let these
 * credentials ask, is no reason to refuse: only one that says there is none.
 *
 * @throws HttpProblem 422 BUCKET_NOT_FOUND
 */
export async function requireBucket(
  { storage }: Pick<ApiDependencies, 'storage'>,
  url: string | undefined,
  field: string,
): Promise<void> {
  if (url === undefined) return
  const { bucket } = parseS3Url(url)
  const exists = await withinTime(TIMEOUT_MS, storage.bucketExists(bucket)).catch(() => true)
  if (exists) return
  const message = `The bucket ${bucket} does not exist (${field}). Check its name, and that S3_ENDPOINT and AWS_REGION are those of its server.`
  throw new HttpProblem(422, 'BUCKET_NOT_FOUND', message, {
    errors: [{ field, value: url, message }],
  })
}

/** The same for what a batch is made of. Keys that were listed by somebody fail one by one, each with its reason. */
export async function requireSource(
  deps: Pick<ApiDependencies, 'storage'>,
  source: Source,
): Promise<void> {
  if ('prefix' in source) await requireBucket(deps, source.prefix, 'source.prefix')
  if ('manifest' in source) await requireBucket(deps, source.manifest, 'source.manifest')
}
