import type { Operation } from '../operation.js'
import { writeXml } from '../write-xml.js'

export const getBucketLocation: Operation = {
  method: 'GET',
  of: 'bucket',
  needs: ['location'],
  async run({ buckets, request: { bucket } }) {
    await buckets.get(bucket)
    // Empty is S3's way to say us-east-1.
    return { xml: writeXml('LocationConstraint', {}) }
  },
}
