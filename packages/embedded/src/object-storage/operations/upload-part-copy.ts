import { openCopySource } from '../copy-source.js'
import { writeDraft } from '../files/draft.js'
import { readHandle } from '../files/read-handle.js'
import { findUpload, placePart } from '../files/uploads.js'
import type { Operation } from '../operation.js'
import { readPartNumber } from '../part-number.js'
import { S3Error } from '../s3-error.js'
import { writeXml } from '../write-xml.js'

export const uploadPartCopy: Operation = {
  method: 'PUT',
  of: 'object',
  needs: ['uploadId', 'partNumber'],
  copies: true,
  async run(call) {
    const { bucket: name, key, query, headers } = call.request
    const number = readPartNumber(query.get('partNumber'))
    const bucket = await call.buckets.get(name)
    const upload = await findUpload(bucket, key, query.get('uploadId') ?? '')
    const { handle, version } = await openCopySource(call)
    const range = readSourceRange(headers.get('x-amz-copy-source-range'), version.size)
    if (!range) {
      await handle.close()
      throw new S3Error('InvalidArgument', 'The copy source range must lie within the source.')
    }
    const draft = await writeDraft(bucket.folder, readHandle(handle, range.start, range.end))
    await placePart(upload, number, draft)
    const xml = writeXml('CopyPartResult', {
      ETag: `"${draft.md5}"`,
      LastModified: new Date().toISOString(),
    })
    return { xml }
  },
}

function readSourceRange(text: string | undefined, size: number) {
  if (text === undefined) return { start: 0, end: size - 1 }
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(text) ?? []
  const [start, end] = [Number(first), Number(last)]
  return start <= end && end < size ? { start, end } : undefined
}
