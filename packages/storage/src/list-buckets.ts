import { ListBucketsCommand, type ListBucketsCommandOutput } from '@aws-sdk/client-s3'
import type { ListedBucket } from './object-storage.js'

/** So many has an account of AWS unless it asks for more; nobody looks through a longer list. */
const MAX_BUCKETS = 10_000
/** A server whose pages never end, or hold nothing, is not followed for ever. */
const MAX_PAGES = 100

/** All buckets, page by page where the server hands them out so; of more than 10,000 the first. */
export async function listBuckets(
  send: (command: ListBucketsCommand) => Promise<ListBucketsCommandOutput>,
): Promise<ListedBucket[]> {
  const found: ListedBucket[] = []
  let token: string | undefined
  for (let page = 0; page < MAX_PAGES && found.length < MAX_BUCKETS; page++) {
    const { Buckets = [], ContinuationToken } = await send(
      new ListBucketsCommand(token === undefined ? {} : { ContinuationToken: token }),
    )
    for (const { Name = '', CreationDate } of Buckets) {
      found.push({ name: Name, createdAt: CreationDate ?? null })
    }
    if (!ContinuationToken || ContinuationToken === token) break
    token = ContinuationToken
  }
  return found.slice(0, MAX_BUCKETS)
}
