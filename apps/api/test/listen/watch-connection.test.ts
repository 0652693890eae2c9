import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { watchConnection } from '../../src/listen/watch-connection.js'

const PACE = { checkMs: 20, pingMs: 100, maxQuietMs: 300 }
/** Several times as long as anybody is waited for. */
const LONG_MS = 1200

let server: WebSocketServer
beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
})
afterAll(() => server.close())

/** A client, and its connection at the server, which is watched. */
async function connect(options: { autoPong?: boolean } = {}) {
  const { port } = server.address() as AddressInfo
  const accepted = once(server, 'connection') as Promise<[WebSocket]>
  const client = new WebSocket(`ws://127.0.0.1:${port}`, options)
  client.on('error', () => {})
  const [socket] = await accepted
  const watch = watchConnection(socket, async () => {}, PACE)
  const closed = once(client, 'close').then(([code]) => code as number)
  closed.finally(watch.stop)
  return { client, socket, watch, closed }
}

const isOpen = (client: WebSocket) => client.readyState === WebSocket.OPEN

test('whoever brings no sound is told so', async () => {
  expect(await (await connect()).closed).toBe(4008)
})

test('whoever is gone without a word is let go', async () => {
  const { watch, closed } = await connect({ autoPong: false })
  const sound = setInterval(watch.heard, 20)
  expect(await closed).toBe(1006)
  clearInterval(sound)
})

test('whoever waits until their sound is wanted is not taken for gone', async () => {
  const { client, socket } = await connect()
  socket.pause()
  await sleep(LONG_MS)
  expect(isOpen(client)).toBe(true)
  socket.resume()
  const heard = once(socket, 'message')
  client.send('sound')
  await heard
  expect(isOpen(client)).toBe(true)
  client.terminate()
})
