import type { Operation } from '../operation.js'

export const deleteBucket: Operation = {
  method: 'DELETE',
  of: 'bucket',
  async run({ buckets, request: { bucket } }) {
    await buckets.delete(bucket)
    return { status: 204 }
  },
}
