// Who has sent a webhook, told by Node alone. receive-webhook.ts uses it.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** What follows it is base64; a secret without it is the key's very bytes. */
const PREFIX = 'whsec_'
/** Messages that are older may be ones that somebody has kept and sends again. */
const MAX_AGE_S = 300

/** As Standard Webhooks has it: an HMAC over id, time and the body's very bytes. */
export function isGenuine(headers: IncomingHttpHeaders, body: string, secret: string): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': given } = headers
  if (!(Math.abs(Date.now() / 1000 - Number(time)) < MAX_AGE_S)) return false
  const key = secret.startsWith(PREFIX)
    ? Buffer.from(secret.slice(PREFIX.length), 'base64')
    : Buffer.from(secret)
  const right = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest()
  return String(given)
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'))
    .some((signature) => signature.length === right.length && timingSafeEqual(signature, right))
}
