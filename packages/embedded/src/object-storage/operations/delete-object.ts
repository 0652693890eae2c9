import type { Operation } from '../operation.js'

export const deleteObject: Operation = {
  method: 'DELETE',
  of: 'object',
  async run({ buckets, request: { bucket, key } }) {
    await (await buckets.get(bucket)).delete(key)
    return { status: 204 }
  },
}
