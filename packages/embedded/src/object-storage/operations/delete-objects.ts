import { MAX_DOCUMENT_BYTES, readDocument, requireChecksum } from '../body/read-document.js'
import type { Bucket } from '../files/bucket.js'
import type { Operation } from '../operation.js'
import { childText } from '../read-xml.js'
import { S3Error } from '../s3-error.js'
import { checkKey } from '../s3-request.js'
import { writeXml, type XmlElements } from '../write-xml.js'

const MAX_OBJECTS = 1_000

export const deleteObjects: Operation = {
  method: 'POST',
  of: 'bucket',
  needs: ['delete'],
  readsBody: true,
  async run({ buckets, request, body }) {
    requireChecksum(request)
    const bucket = await buckets.get(request.bucket)
    const document = await readDocument(request, body(MAX_DOCUMENT_BYTES), 'Delete')
    const objects = document.children.filter(({ name }) => name === 'Object')
    if (objects.length === 0 || objects.length > MAX_OBJECTS) {
      throw new S3Error('MalformedXML', `A request deletes 1 to ${MAX_OBJECTS} objects.`)
    }
    const isQuiet = childText(document, 'Quiet') === 'true'
    const Deleted: XmlElements[] = []
    const Failed: XmlElements[] = []
    for (const object of objects) {
      const Key = childText(object, 'Key') ?? ''
      const error = await tryDelete(bucket, Key)
      if (error) Failed.push({ Key, Code: error.code, Message: error.message })
      else if (!isQuiet) Deleted.push({ Key })
    }
    return { xml: writeXml('DeleteResult', { Deleted, Error: Failed }) }
  },
}

async function tryDelete(bucket: Bucket, key: string): Promise<S3Error | undefined> {
  try {
    checkKey(key)
    if (key !== '') await bucket.delete(key)
    return undefined
  } catch (error) {
    if (error instanceof S3Error) return error
    throw error
  }
}
