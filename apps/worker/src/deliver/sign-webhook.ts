import { createHmac } from 'node:crypto'

export type WebhookHeaders = {
  'webhook-id': string
  'webhook-timestamp': string
  'webhook-signature': string
}

/**
 * The headers that prove where a message comes from: an HMAC-SHA256 over id, time and body.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * @param secret `whsec_` and base64, as that text has it, or any other text as it stands
 * @param timestampS seconds since 1970: receivers refuse old ones, so that nobody sends a message again
 */
export function signWebhook(
  { id, timestampS, body }: { id: string; timestampS: number; body: string },
  secret: string,
): WebhookHeaders {
  const key = secret.startsWith('whsec_')
    ? Buffer.from(secret.slice('whsec_'.length), 'base64')
    : Buffer.from(secret)
  const signature = createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': `v1,${signature}`,
  }
}
