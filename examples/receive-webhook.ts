// npx tsx examples/receive-webhook.ts
//
// Makes a batch that tells when it has ended, receives the message and checks who has sent it.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createApiClient } from '@earmark/client'
import { findApi } from './config.js'

/** Messages that are older may be ones that somebody has kept and sends again. */
const MAX_AGE_S = 300

/** What the batch is told, and nobody else. */
const secret = `whsec_${randomBytes(32).toString('base64')}`
const api = createApiClient(await findApi())

/** As Standard Webhooks has it: an HMAC over id, time and the body's very bytes. */
function isGenuine(headers: IncomingHttpHeaders, body: string): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': given } = headers
  if (!(Math.abs(Date.now() / 1000 - Number(time)) < MAX_AGE_S)) return false
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const right = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest()
  return String(given)
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'))
    .some((signature) => signature.length === right.length && timingSafeEqual(signature, right))
}

const server = createServer(async (request, response) => {
  const body = await text(request)
  const isRight = isGenuine(request.headers, body)
  response.writeHead(isRight ? 204 : 401).end()
  if (!isRight) return
  const { type, data } = JSON.parse(body)
  console.log(`${type}: batch ${data.id} is ${data.state}, ${data.counts.found} objects`)
  server.close()
})
await once(server.listen(0, '127.0.0.1'), 'listening')
const { port } = server.address() as AddressInfo

await api.createBatch({
  source: { prefix: 's3://demo/signals/' },
  labelSets: [{ labels: ['morse code', 'alarm', 'sine tone'] }],
  // This machine's own address is allowed where npm start runs; elsewhere, WEBHOOK_ALLOW names it.
  webhook: { url: `http://127.0.0.1:${port}/`, secret },
})
