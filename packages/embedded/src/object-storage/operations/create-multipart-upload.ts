import { createUpload } from '../files/uploads.js'
import type { Operation } from '../operation.js'
import { readMetadata } from '../read-metadata.js'
import { writeXml } from '../write-xml.js'

export const createMultipartUpload: Operation = {
  method: 'POST',
  of: 'object',
  needs: ['uploads'],
  async run({ buckets, request }) {
    const bucket = await buckets.get(request.bucket)
    const UploadId = await createUpload(bucket, request.key, readMetadata(request.headers))
    const names = { Bucket: request.bucket, Key: request.key, UploadId }
    return { xml: writeXml('InitiateMultipartUploadResult', names) }
  },
}
