import { answerListing, LISTING_PARAMETERS } from '../answer-listing.js'
import type { Operation } from '../operation.js'
import { writeXml } from '../write-xml.js'

/** The older listing, which goes on after a marker. */
export const listObjects: Operation = {
  method: 'GET',
  of: 'bucket',
  takes: [...LISTING_PARAMETERS, 'marker'],
  async run({ buckets, request }) {
    const { query } = request
    const marker = query.get('marker') ?? ''
    const bucket = await buckets.get(request.bucket)
    const { page, elements, encode } = await answerListing(bucket, query, marker)
    // Only a listing with a delimiter says what its next marker is: otherwise it is the last key.
    const hasNext = page.next !== undefined && query.has('delimiter')
    const xml = writeXml('ListBucketResult', {
      Name: request.bucket,
      Marker: encode(marker),
      NextMarker: hasNext ? encode(page.next ?? '') : undefined,
      ...elements,
    })
    return { xml }
  },
}
