import { writeDraft } from '../files/draft.js'
import { findUpload, placePart } from '../files/uploads.js'
import type { Operation } from '../operation.js'
import { readPartNumber } from '../part-number.js'
import { MAX_BODY_BYTES } from './put-object.js'

export const uploadPart: Operation = {
  method: 'PUT',
  of: 'object',
  needs: ['uploadId', 'partNumber'],
  readsBody: true,
  async run({ buckets, request: { bucket: name, key, query }, body }) {
    const number = readPartNumber(query.get('partNumber'))
    const bucket = await buckets.get(name)
    const upload = await findUpload(bucket, key, query.get('uploadId') ?? '')
    const draft = await writeDraft(bucket.folder, body(MAX_BODY_BYTES))
    await placePart(upload, number, draft)
    return { headers: { etag: `"${draft.md5}"` } }
  },
}
