import { findUpload, removeUpload } from '../files/uploads.js'
import type { Operation } from '../operation.js'

export const abortMultipartUpload: Operation = {
  method: 'DELETE',
  of: 'object',
  needs: ['uploadId'],
  async run({ buckets, request }) {
    const id = request.query.get('uploadId') ?? ''
    const bucket = await buckets.get(request.bucket)
    // An upload that is being completed is so, or not at all.
    await bucket.uploadLocks.run(id, async () => {
      await removeUpload(bucket, await findUpload(bucket, request.key, id))
    })
    return { status: 204 }
  },
}
