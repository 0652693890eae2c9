import { checkWriteConditions } from '../check-conditions.js'
import { openCopySource } from '../copy-source.js'
import { writeDraft } from '../files/draft.js'
import { readHandle } from '../files/read-handle.js'
import { lastModified } from '../object-headers.js'
import type { Operation } from '../operation.js'
import { readMetadata } from '../read-metadata.js'
import { S3Error } from '../s3-error.js'
import { writeXml } from '../write-xml.js'

export const copyObject: Operation = {
  method: 'PUT',
  of: 'object',
  copies: true,
  async run(call) {
    const { headers, key } = call.request
    const directive = headers.get('x-amz-metadata-directive') ?? 'COPY'
    if (directive !== 'COPY' && directive !== 'REPLACE') {
      throw new S3Error('InvalidArgument', 'The metadata directive must be COPY or REPLACE.')
    }
    const bucket = await call.buckets.get(call.request.bucket)
    const replacing = directive === 'REPLACE' ? readMetadata(headers) : undefined
    const source = await openCopySource(call)
    if (!replacing && source.bucket === bucket && source.key === key) {
      await source.handle.close()
      throw new S3Error('InvalidRequest', 'This copy would change nothing: it has no new metadata.')
    }
    const { version } = source
    const draft = await writeDraft(bucket.folder, readHandle(source.handle, 0, version.size - 1))
    const copy = await bucket.place(key, draft, {
      metadata: replacing ?? version.metadata,
      tags: version.tags,
      check: (current) => checkWriteConditions(headers, current),
    })
    const xml = writeXml('CopyObjectResult', {
      ETag: `"${copy.etag}"`,
      LastModified: lastModified(copy).toISOString(),
    })
    return { xml }
  },
}
