import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signWebhook } from '../../src/deliver/sign-webhook.js'

type IsGenuine = (headers: Record<string, string>, body: string, secret: string) => boolean

const documentUrl = new URL('../../../../docs/batches.md', import.meta.url)
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
  let folder: string
  let isGenuine: IsGenuine
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'earmark-example-'))
    const [, example = ''] = /```js\n([\s\S]*?)```/.exec(await readFile(documentUrl, 'utf8')) ?? []
    const path = join(folder, 'example.mjs')
    await writeFile(path, example)
    const module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as {
      isGenuine: IsGenuine
    }
    isGenuine = module.isGenuine
  })
  afterAll(() => rm(folder, { recursive: true }))

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
