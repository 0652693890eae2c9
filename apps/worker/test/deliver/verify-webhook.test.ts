import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isGenuine } from '../../../../examples/is-genuine.js'
import { signWebhook } from '../../src/deliver/sign-webhook.js'

const nowS = () => Math.floor(Date.now() / 1000)
const secrets = fc.oneof(
  fc.string({ minLength: 16, unit: 'grapheme' }).filter((text) => !text.startsWith('whsec_')),
  fc
    .uint8Array({ minLength: 16, maxLength: 64 })
    .map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`),
)
const messages = fc.record({
  id: fc.uuid(),
  body: fc.string({ unit: 'grapheme', maxLength: 200 }),
  secret: secrets,
})

describe('the example that verifies webhooks', () => {
  test('takes what was signed, also beside signatures of other keys', () => {
    fc.assert(
      fc.property(messages, ({ id, body, secret }) => {
        const headers = signWebhook({ id, timestampS: nowS(), body }, secret)
        expect(isGenuine(headers, body, secret)).toBe(true)
        const several = `v1,b3RoZXI= ${headers['webhook-signature']}`
        expect(isGenuine({ ...headers, 'webhook-signature': several }, body, secret)).toBe(true)
      }),
    )
  })

  test('refuses what was changed, is of another key, is old, or is not signed', () => {
    fc.assert(
      fc.property(messages, ({ id, body, secret }) => {
        const message = { id, timestampS: nowS(), body }
        const headers = signWebhook(message, secret)
        expect(isGenuine(headers, `${body} `, secret)).toBe(false)
        expect(isGenuine({ ...headers, 'webhook-id': `${id}0` }, body, secret)).toBe(false)
        expect(isGenuine(signWebhook(message, `not ${secret}`), body, secret)).toBe(false)
        const old = signWebhook({ ...message, timestampS: nowS() - 3600 }, secret)
        expect(isGenuine(old, body, secret)).toBe(false)
        expect(isGenuine({}, body, secret)).toBe(false)
        expect(isGenuine({ ...headers, 'webhook-timestamp': 'now' }, body, secret)).toBe(false)
      }),
    )
  })
})
