import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'

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
    response.once('close', () => bytes.destroy())
    give(bytes, response).catch(() => {})
  })
  /** At the pace of a network: what nobody reads any more must not fill the system's memory of connections. */
  async function give(bytes: Readable, response: ServerResponse): Promise<void> {
    for await (const block of bytes) {
      taken.bytes += block.length
      response.write(block)
      await setTimeout(1)
    }
    response.end()
  }
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
