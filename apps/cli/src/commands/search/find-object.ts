import { type ApiClient, readPages } from '@earmark/client'
import { parseS3Url } from '@earmark/storage/s3-url'
import { UsageError } from '../../errors/usage-error.js'

/**
 * The number of a heard object that is named by its number or its address. Of several contents under one key, the newest.
 *
 * @throws UsageError where nothing was heard under the address
 */
export async function findObject(
  api: Pick<ApiClient, 'listResults'>,
  reference: string,
  signal: AbortSignal,
): Promise<number> {
  if (/^\d+$/.test(reference)) return Number(reference)
  const { bucket, key } = parseS3Url(reference)
  if (key === '') throw new UsageError(`${reference} names a bucket, not an object.`)
  let newest: number | null = null
  // Results go by prefix, so longer keys are among them.
  const pages = readPages((cursor) =>
    api.listResults({ prefix: reference, limit: 1000, cursor }, { signal }),
  )
  for await (const page of pages) {
    for (const result of page) {
      if (result.bucket !== bucket || result.key !== key) continue
      newest = Math.max(newest ?? 0, result.objectId)
    }
    if (newest !== null) return newest
  }
  throw new UsageError(
    `Nothing was heard under ${JSON.stringify(reference)}. Tag it first: npx earmark tag --help`,
  )
}
