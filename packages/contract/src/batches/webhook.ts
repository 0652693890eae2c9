import { z } from 'zod'

/** What Standard Webhooks ask for. */
const MIN_SECRET_BYTES = 24
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

/** What is no base64 would be decoded to fewer bytes, or to none. */
function isStrongSecret(secret: string): boolean {
  if (!secret.startsWith('whsec_'))
    return new TextEncoder().encode(secret).length >= MIN_SECRET_BYTES
  const encoded = secret.slice('whsec_'.length)
  return BASE64.test(encoded) && countDecodedBytes(encoded) >= MIN_SECRET_BYTES
}

/** Four letters of base64 are three bytes; padding is none. */
function countDecodedBytes(base64: string): number {
  return Math.floor((base64.replaceAll('=', '').length * 3) / 4)
}

export const webhookSecret = z
  .string()
  .max(200)
  .refine(isStrongSecret, {
    error: `must be whsec_ and base64 of at least ${MIN_SECRET_BYTES} bytes, or any other text of at least that many`,
  })

export const webhook = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
      .max(2000)
      .refine((url) => !/^https?:\/\/[^/?#]*@/.test(url), {
        error: 'must not carry a user or password; the signature proves who sends',
      }),
    secret: webhookSecret.meta({
      description: `The key of the signature, of at least ${MIN_SECRET_BYTES} bytes: \`whsec_\` and base64, or any other text as it stands. Never shown again.`,
      examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    }),
  })
  .meta({
    description:
      'Told when the batch has ended, with a signed POST (Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`), again and again for a day until it answers with 2xx.',
  })
