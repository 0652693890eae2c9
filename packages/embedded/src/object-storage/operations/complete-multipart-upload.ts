import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { MAX_DOCUMENT_BYTES, readDocument } from '../body/read-document.js'
import { checkWriteConditions } from '../check-conditions.js'
import { writeDraft } from '../files/draft.js'
import { hashOfHashes } from '../files/hash-content.js'
import { readHandle } from '../files/read-handle.js'
import { findUpload, listParts, type Part, removeUpload, type Upload } from '../files/uploads.js'
import type { Operation } from '../operation.js'
import { MAX_PARTS, readPartNumber } from '../part-number.js'
import { childText, type XmlElement } from '../read-xml.js'
import { S3Error } from '../s3-error.js'
import { writeXml } from '../write-xml.js'

/** S3's limit for all parts but the last. */
const MIN_PART_BYTES = 5 * 1024 * 1024

export const completeMultipartUpload: Operation = {
  method: 'POST',
  of: 'object',
  needs: ['uploadId'],
  readsBody: true,
  async run({ buckets, request, body }) {
    const { key, headers, query } = request
    const id = query.get('uploadId') ?? ''
    const bucket = await buckets.get(request.bucket)
    await findUpload(bucket, key, id)
    const document = await readDocument(
      request,
      body(MAX_DOCUMENT_BYTES),
      'CompleteMultipartUpload',
    )
    // Two completions of one upload, as of a client that lost patience: the second finds it gone.
    const etag = await bucket.uploadLocks.run(id, async () => {
      const upload = await findUpload(bucket, key, id)
      const parts = chooseParts(document, await listParts(upload))
      const draft = await writeDraft(bucket.folder, joinParts(upload, parts), false)
      const placed = await bucket.place(key, draft, {
        metadata: upload.metadata,
        inParts: {
          etag: hashOfHashes(parts.map(({ etag }) => etag)),
          parts: parts.map(({ size }) => size),
        },
        check: (current) => checkWriteConditions(headers, current),
      })
      await removeUpload(bucket, upload)
      return placed.etag
    })
    const xml = writeXml('CompleteMultipartUploadResult', {
      Location: `/${request.bucket}/${key}`,
      Bucket: request.bucket,
      Key: key,
      ETag: `"${etag}"`,
    })
    return { xml }
  },
}

/** @throws S3Error MalformedXML, InvalidPart, InvalidPartOrder, EntityTooSmall */
function chooseParts(document: XmlElement, present: Part[]): Part[] {
  const byNumber = new Map(present.map((part) => [part.number, part]))
  const wanted = document.children.filter(({ name }) => name === 'Part')
  if (wanted.length === 0 || wanted.length > MAX_PARTS) {
    throw new S3Error('MalformedXML', `An upload is completed from 1 to ${MAX_PARTS} parts.`)
  }
  const parts = wanted.map((element) => {
    const number = readPartNumber(childText(element, 'PartNumber')?.trim())
    const etag = (childText(element, 'ETag') ?? '').trim().replaceAll('"', '')
    const part = byNumber.get(number)
    if (part?.etag === etag) return part
    throw new S3Error('InvalidPart', `Part ${number} has not come, or with another ETag.`)
  })
  for (const [index, { number, size }] of parts.entries()) {
    const next = parts[index + 1]
    if (!next) continue
    if (next.number <= number) {
      throw new S3Error('InvalidPartOrder', 'The parts must be listed in ascending order.')
    }
    if (size < MIN_PART_BYTES) {
      throw new S3Error('EntityTooSmall', `Part ${number} has ${size} bytes, less than 5 MiB.`)
    }
  }
  return parts
}

async function* joinParts({ folder }: Upload, parts: Part[]): AsyncGenerator<Buffer> {
  for (const { number, size } of parts) {
    yield* readHandle(await open(join(folder, String(number)), 'r'), 0, size - 1)
  }
}
