import type { Operation } from '../operation.js'

export const createBucket: Operation = {
  method: 'PUT',
  of: 'bucket',
  async run({ buckets, request: { bucket } }) {
    await buckets.create(bucket)
    return { headers: { location: `/${bucket}` } }
  },
}
