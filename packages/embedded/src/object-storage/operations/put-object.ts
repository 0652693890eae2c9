import { checkWriteConditions } from '../check-conditions.js'
import { writeDraft } from '../files/draft.js'
import type { Operation } from '../operation.js'
import { readMetadata } from '../read-metadata.js'
import { readTagHeader } from '../read-tags.js'

/** S3's limit for an object that comes in one request. */
export const MAX_BODY_BYTES = 5 * 1024 ** 3

export const putObject: Operation = {
  method: 'PUT',
  of: 'object',
  readsBody: true,
  async run({ buckets, request, body }) {
    const { headers, key } = request
    const bucket = await buckets.get(request.bucket)
    const metadata = readMetadata(headers)
    const tags = readTagHeader(headers.get('x-amz-tagging'))
    const draft = await writeDraft(bucket.folder, body(MAX_BODY_BYTES))
    const { etag } = await bucket.place(key, draft, {
      metadata,
      tags,
      check: (current) => checkWriteConditions(headers, current),
    })
    return { headers: { etag: `"${etag}"` } }
  },
}
