import { findUpload, removeUpload } from '../files/uploads.js'
import type { Operation } from '../operation.js'

export const abortMultipartUpload: Operation = {
  method: 'DELETE',
  of: 'object',
  needs: ['uploadId'],
  async run({ buckets, request: { bucket, key, query } }) {
    const id = query.get('uploadId') ?? ''
    await removeUpload(await findUpload(await buckets.get(bucket), key, id))
    return { status: 204 }
  },
}
