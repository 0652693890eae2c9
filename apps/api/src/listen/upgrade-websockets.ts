import { EventEmitter } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** Said to one connection alone, about its protocol: another server of HTTP/1.1 would have passed over them. */
const OF_THE_UPGRADE = new Set(['upgrade', 'connection', 'http2-settings'])

/**
 * Where requests to become a WebSocket are told of. Node hands over every request with `Upgrade` once there is anybody to hand it to,
 * also those of clients that would like HTTP/2 (Java's, `curl --http2`): they are answered as ever, over HTTP/1.1.
 */
export function upgradeWebsockets(server: Server): EventEmitter {
  const upgrades = new EventEmitter()
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() === 'websocket') {
      upgrades.emit('upgrade', request, socket, head)
      return
    }
    socket.unshift(Buffer.concat([writeHead(request), head]))
    server.emit('connection', socket)
  })
  return upgrades
}

/** A request's head as it came, without the wish to upgrade. */
function writeHead({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    if (!OF_THE_UPGRADE.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[i + 1]}`)
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}
