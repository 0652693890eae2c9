import { findUpload, listParts } from '../files/uploads.js'
import type { Operation } from '../operation.js'
import { S3Error } from '../s3-error.js'
import { writeXml } from '../write-xml.js'

const MAX_LISTED = 1_000

export const listMultipartParts: Operation = {
  method: 'GET',
  of: 'object',
  needs: ['uploadId'],
  takes: ['part-number-marker', 'max-parts'],
  async run({ buckets, request: { bucket: name, key, query } }) {
    const id = query.get('uploadId') ?? ''
    const marker = readNumber(query.get('part-number-marker'), 0)
    const limit = Math.min(readNumber(query.get('max-parts'), MAX_LISTED), MAX_LISTED)
    const upload = await findUpload(await buckets.get(name), key, id)
    const rest = (await listParts(upload)).filter(({ number }) => number > marker)
    const page = rest.slice(0, limit)
    const xml = writeXml('ListPartsResult', {
      Bucket: name,
      Key: key,
      UploadId: id,
      StorageClass: 'STANDARD',
      PartNumberMarker: marker,
      NextPartNumberMarker: page.at(-1)?.number ?? marker,
      MaxParts: limit,
      IsTruncated: rest.length > page.length,
      Part: page.map(({ number, size, etag, writtenAt }) => ({
        PartNumber: number,
        LastModified: writtenAt.toISOString(),
        ETag: `"${etag}"`,
        Size: size,
      })),
    })
    return { xml }
  },
}

function readNumber(text: string | undefined, otherwise: number): number {
  if (text === undefined || text === '') return otherwise
  if (/^\d{1,10}$/.test(text)) return Number(text)
  throw new S3Error('InvalidArgument', 'The marker and the most parts must be numbers.')
}
