import { answerListing, LISTING_PARAMETERS } from '../answer-listing.js'
import type { Operation } from '../operation.js'
import { S3Error } from '../s3-error.js'
import { writeXml } from '../write-xml.js'

export const listObjectsV2: Operation = {
  method: 'GET',
  of: 'bucket',
  needs: ['list-type'],
  takes: [...LISTING_PARAMETERS, 'continuation-token', 'start-after', 'fetch-owner'],
  async run({ buckets, request }) {
    const { query } = request
    if (query.get('list-type') !== '2') {
      throw new S3Error('InvalidArgument', 'The list-type must be 2.')
    }
    const token = query.get('continuation-token')
    const startAfter = query.get('start-after')
    const after = token === undefined ? (startAfter ?? '') : readToken(token)
    const bucket = await buckets.get(request.bucket)
    const { page, elements, encode } = await answerListing(bucket, query, after)
    const xml = writeXml('ListBucketResult', {
      Name: request.bucket,
      KeyCount: page.keys.length + page.commonPrefixes.length,
      ContinuationToken: token,
      NextContinuationToken: page.next === undefined ? undefined : makeToken(page.next),
      StartAfter: startAfter === undefined ? undefined : encode(startAfter),
      ...elements,
    })
    return { xml }
  },
}

/** Clients must not read anything into it, but nothing has to be kept from them: they have listed that key. */
function makeToken(last: string): string {
  return Buffer.from(last).toString('base64url')
}

function readToken(token: string): string {
  const last = Buffer.from(token, 'base64url').toString()
  if (makeToken(last) === token && token !== '') return last
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect.')
}
