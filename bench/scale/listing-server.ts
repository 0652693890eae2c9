import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { makeTone } from '../../test/faults/make-tone.js'

const PAGE_SIZE = 1_000

export type ListingServer = { endpoint: string; close: () => Promise<void> }

/**
 * Serves S3 list pages of as many objects as wanted without storing one, and a small sound of its own for each
 * key. Keys are `<folder>/000000000.wav` and on, for any folder; the bucket's name is the number of objects.
 */
export async function startListingServer(): Promise<ListingServer> {
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/')
    const key = rest.join('/')
    if (key === '') {
      response.setHeader('content-type', 'application/xml')
      response.end(listPage(Number(bucket.replace(/\D/g, '')), url.searchParams))
      return
    }
    const body = makeTone(Number(/(\d+)\.wav$/.exec(key)?.[1] ?? 0))
    response.setHeader('etag', `"${etagOf(key)}"`)
    response.setHeader('content-length', body.length)
    response.setHeader('last-modified', new Date(0).toUTCString())
    response.end(request.method === 'HEAD' ? undefined : body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function listPage(objects: number, query: URLSearchParams): string {
  const folder = query.get('prefix') ?? ''
  const after = query.get('continuation-token') ?? query.get('start-after')
  const first = after ? Number(/(\d+)\.wav$/.exec(after)?.[1] ?? -1) + 1 : 0
  const end = Math.min(objects, first + PAGE_SIZE)
  const contents: string[] = []
  for (let index = first; index < end; index++) {
    const key = `${folder}${String(index).padStart(9, '0')}.wav`
    contents.push(
      `<Contents><Key>${key}</Key><ETag>"${etagOf(key)}"</ETag><Size>16044</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified><StorageClass>STANDARD</StorageClass></Contents>`,
    )
  }
  const last = `${folder}${String(end - 1).padStart(9, '0')}.wav`
  const next =
    end < objects
      ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${last}</NextContinuationToken>`
      : '<IsTruncated>false</IsTruncated>'
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>scale</Name>${next}${contents.join('')}</ListBucketResult>`
}

function etagOf(key: string): string {
  return createHash('md5').update(key).digest('hex')
}
