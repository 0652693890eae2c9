// npx tsx examples/receive-webhook.ts
//
// Makes a batch that tells when it has ended, receives the message and checks who has sent it.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createApiClient } from '@earmark/client'
import { findApi } from './config.js'
import { isGenuine } from './is-genuine.js'

/** What the batch is told, and nobody else. */
const secret = `whsec_${randomBytes(32).toString('base64')}`
const api = createApiClient(await findApi())

const server = createServer(async (request, response) => {
  const body = await text(request)
  const isRight = isGenuine(request.headers, body, secret)
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
