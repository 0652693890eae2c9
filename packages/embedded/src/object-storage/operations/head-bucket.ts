import type { Operation } from '../operation.js'

export const headBucket: Operation = {
  method: 'HEAD',
  of: 'bucket',
  async run({ buckets, request: { bucket } }) {
    await buckets.get(bucket)
    return { headers: { 'x-amz-bucket-region': 'us-east-1' } }
  },
}
