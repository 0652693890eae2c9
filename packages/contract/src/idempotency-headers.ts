import { z } from 'zod'

const MAX_CHARACTERS = 255

/** The headers of a request that makes something. */
export const idempotencyHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .min(1)
    .max(MAX_CHARACTERS)
    .regex(/^[\x20-\x7e]*$/, 'must consist of letters, digits, punctuation and spaces of ASCII')
    .optional()
    .meta({
      description:
        'Any text that no other request of this API key has, such as a UUID. Sent again within 24 hours, the request makes nothing more: it is answered as it was the first time, with the header `Idempotent-Replayed: true`. Another request under the same text is a 422, one whose first is still being answered after a while a 409. An answer that is an error is not kept.',
      examples: ['0b0e7a52-6d0e-4c0c-9d3b-0c1d1f5f7c1e'],
    }),
})
