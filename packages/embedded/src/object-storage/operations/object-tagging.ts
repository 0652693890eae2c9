import { MAX_DOCUMENT_BYTES, readDocument, requireChecksum } from '../body/read-document.js'
import type { Operation } from '../operation.js'
import { readTagging } from '../read-tags.js'
import { writeXml } from '../write-xml.js'

export const getObjectTagging: Operation = {
  method: 'GET',
  of: 'object',
  needs: ['tagging'],
  async run({ buckets, request: { bucket, key } }) {
    const { tags = {} } = await (await buckets.get(bucket)).describe(key)
    const Tag = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
    return { xml: writeXml('Tagging', { TagSet: { Tag } }) }
  },
}

export const putObjectTagging: Operation = {
  method: 'PUT',
  of: 'object',
  needs: ['tagging'],
  readsBody: true,
  async run({ buckets, request, body }) {
    requireChecksum(request)
    const bucket = await buckets.get(request.bucket)
    const document = await readDocument(request, body(MAX_DOCUMENT_BYTES), 'Tagging')
    await bucket.tag(request.key, readTagging(document))
    return {}
  },
}

export const deleteObjectTagging: Operation = {
  method: 'DELETE',
  of: 'object',
  needs: ['tagging'],
  async run({ buckets, request: { bucket, key } }) {
    await (await buckets.get(bucket)).tag(key, {})
    return { status: 204 }
  },
}
