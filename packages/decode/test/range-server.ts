import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on this machine that gives one file in ranges, and counts the bytes that were taken of it. */
export async function serveRanges(path: string) {
  const { size } = await stat(path)
  const taken = { bytes: 0, requests: 0 }
  const server = createServer((request, response) => {
    taken.requests++
    const first = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
    response.writeHead(206, {
      'accept-ranges': 'bytes',
      'content-length': size - first,
      'content-range': `bytes ${first}-${size - 1}/${size}`,
    })
    const bytes = createReadStream(path, { start: first })
    bytes.on('data', (block) => {
      taken.bytes += block.length
    })
    response.once('close', () => bytes.destroy())
    bytes.pipe(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/sound`,
    size,
    taken,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
