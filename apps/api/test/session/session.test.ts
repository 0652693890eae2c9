import { createApiKey, revokeApiKey } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, startTestApi, type TestApi } from '../start-test-api.js'
import { ORIGIN, openBrowser } from './open-browser.js'

describe.each(databaseKinds())('signing a browser in on %s', (kind) => {
  let api: TestApi
  const logLines: string[] = []
  beforeAll(async () => {
    api = await startTestApi(kind, { logLines, site: { publicOrigin: 'https://ear.example' } })
  })
  afterAll(() => api.close())

  const createCode = async () => (await api.call('POST', '/v1/sign-in-codes')).body.code
  const signedIn = async (secret?: { code: string } | { key: string }) => {
    const browser = openBrowser(api.app)
    await browser.send('POST', '/v1/session', secret ?? { code: await createCode() })
    return browser
  }
  const detailOf = ({ status, body }: Answer) => [status, body.code, body.detail]

  test('a code signs in, once, and the cookie stands for its key', async () => {
    const made = await api.call('POST', '/v1/sign-in-codes')
    expect(made).toMatchObject({ status: 201, body: { expiresAt: expect.any(String) } })
    const browser = openBrowser(api.app)
    const { body, status, headers } = await browser.send('POST', '/v1/session', {
      code: made.body.code,
    })
    expect([status, body]).toEqual([
      200,
      { name: 'test', scopes: ['read', 'submit', 'annotate'], expiresAt: expect.any(String) },
    ])
    expect(headers['set-cookie']).toMatch(
      /^earmark_session=[\w-]{22}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    expect((await browser.send('GET', '/v1/session')).body).toEqual(body)
    expect((await browser.send('GET', '/v1/batches')).status).toBe(200)
    const second = await openBrowser(api.app).send('POST', '/v1/session', { code: made.body.code })
    expect(detailOf(second)).toEqual([
      401,
      'SIGN_IN_FAILED',
      'This link has been used, or is older than ten minutes. For another one, run: npx earmark sign-in. Or paste an API key.',
    ])
    expect(second.headers['set-cookie']).toBeUndefined()
  })

  test('a code that is older than ten minutes is refused, and so is one that never was', async () => {
    const code = await createCode()
    await api.db.execute(sql`update earmark.sign_ins set expires_at = now() where kind = 'code'`)
    for (const one of [code, 'guessed', "' or true --"]) {
      const answer = await openBrowser(api.app).send('POST', '/v1/session', { code: one })
      expect(detailOf(answer).slice(0, 2)).toEqual([401, 'SIGN_IN_FAILED'])
    }
  })

  test('an API key signs in as well; a wrong one is told what to do', async () => {
    const browser = await signedIn({ key: api.key })
    expect((await browser.send('GET', '/v1/session')).status).toBe(200)
    const wrong = await openBrowser(api.app).send('POST', '/v1/session', { key: 'em_wrong' })
    expect(detailOf(wrong)).toEqual([
      401,
      'SIGN_IN_FAILED',
      expect.stringContaining('npx earmark sign-in'),
    ])
  })

  test('neither a code nor a key, or both of them, is a request that says what it must have', async () => {
    for (const secret of [{}, { code: 'a', key: 'b' }, { code: '' }, { code: 7 }]) {
      const { status, body } = await openBrowser(api.app).send('POST', '/v1/session', secret)
      expect([status, body.code]).toEqual([400, 'INVALID_REQUEST'])
    }
    const long = { code: 'x'.repeat(100_000) }
    expect((await openBrowser(api.app).send('POST', '/v1/session', long)).status).toBe(413)
  })

  test('after signing out the cookie is gone and opens nothing', async () => {
    const browser = await signedIn()
    const stolen = browser.cookie()
    const out = await browser.send('DELETE', '/v1/session')
    expect(out.status).toBe(204)
    expect(out.headers['set-cookie']).toMatch(/^earmark_session=; Max-Age=0; Path=\/; /)
    expect(browser.cookie()).toBeUndefined()
    const answer = await openBrowser(api.app, stolen).send('GET', '/v1/batches')
    expect(detailOf(answer)).toEqual([
      401,
      'UNAUTHORIZED',
      'This browser is signed in no longer. Sign in again.',
    ])
    // Whoever's session has ended is rid of the cookie, too.
    const late = await openBrowser(api.app, stolen).send('DELETE', '/v1/session')
    expect([late.status, late.headers['set-cookie']]).toEqual([
      204,
      expect.stringContaining('Max-Age=0'),
    ])
    expect((await openBrowser(api.app).send('DELETE', '/v1/session')).status).toBe(204)
  })

  test('a key that is revoked ends its sessions', async () => {
    const { id, key } = await createApiKey(api.db, { name: 'lost laptop' })
    const browser = await signedIn({ key })
    expect((await browser.send('GET', '/v1/session')).body.name).toBe('lost laptop')
    await revokeApiKey(api.db, id)
    expect((await browser.send('GET', '/v1/session')).status).toBe(401)
  })

  test('what changes something needs a page of this very API', async () => {
    const browser = await signedIn()
    const body = { labels: ['dog'] }
    const from = (origin: string | undefined, headers: Record<string, string> = {}) =>
      browser.send('POST', '/v1/label-sets', body, { origin, ...headers })
    for (const origin of [
      undefined,
      'null',
      'https://evil.example',
      'http://127.0.0.1:9999',
      'https://127.0.0.1:3210',
      `${ORIGIN}.evil.example`,
    ]) {
      const answer = await from(origin)
      expect([origin, ...detailOf(answer).slice(0, 2)]).toEqual([origin, 403, 'FOREIGN_ORIGIN'])
    }
    expect((await from('https://evil.example')).body.detail).toBe(
      'This request was sent by a page of https://evil.example, and the pages of this API are at https://ear.example. Where both are the same behind a proxy, set API_PUBLIC_URL.',
    )
    const left = await browser.send('DELETE', '/v1/session', undefined, { origin: 'https://e.vil' })
    expect(left.status).toBe(403)
    // Nothing of it has happened: the browser is signed in, and its own page may.
    expect((await from(ORIGIN)).status).toBe(400)
    expect((await from('https://ear.example')).status).toBe(400)
    expect(
      (await browser.send('GET', '/v1/session', undefined, { origin: undefined })).status,
    ).toBe(200)
  })

  test('nor does another page open a socket, or sign this browser in as somebody else', async () => {
    const browser = await signedIn()
    const upgrade = { upgrade: 'websocket', connection: 'upgrade', origin: 'https://evil.example' }
    expect((await browser.send('GET', '/v1/batches', undefined, upgrade)).status).toBe(403)
    expect(
      (await browser.send('GET', '/v1/batches', undefined, { ...upgrade, origin: ORIGIN })).status,
    ).toBe(200)
    const code = await createCode()
    const origin = 'https://evil.example'
    const forced = await openBrowser(api.app).send('POST', '/v1/session', { code }, { origin })
    expect(detailOf(forced).slice(0, 2)).toEqual([403, 'FOREIGN_ORIGIN'])
    expect((await openBrowser(api.app).send('POST', '/v1/session', { code })).status).toBe(200)
  })

  test('a key in the request needs no origin, and wins over the cookie', async () => {
    const browser = await signedIn()
    const { key } = await createApiKey(api.db, { name: 'program' })
    const by = (authorization: string) =>
      browser.send('GET', '/v1/session', undefined, { authorization, origin: undefined })
    expect((await by(`Bearer ${key}`)).body).toEqual({
      name: 'program',
      scopes: ['read', 'submit', 'annotate'],
      expiresAt: null,
    })
    expect((await by('Bearer wrong')).status).toBe(401)
    // A password that a proxy asked for is none of ours.
    expect((await by('Basic YTpi')).body.name).toBe('test')
    const made = await browser.send('POST', '/v1/sign-in-codes', undefined, {
      authorization: `Bearer ${key}`,
      origin: 'https://evil.example',
    })
    expect(made.status).toBe(201)
  })

  test('behind TLS the cookie stays there', async () => {
    const browser = openBrowser(api.app)
    const headers = { origin: 'https://ear.example', host: 'ear.example' }
    const signIn = await browser.send('POST', '/v1/session', { code: await createCode() }, headers)
    expect(signIn.headers['set-cookie']).toMatch(/; Secure; SameSite=Strict$/)
  })

  test('a host that is not this machine is refused everywhere', async () => {
    for (const host of [
      'evil.example',
      'evil.example:3210',
      '192.168.1.7',
      '127.0.0.1.evil.example',
    ])
      for (const url of ['/', '/docs', '/healthz', '/v1/batches', '/v1/session', '/nothing']) {
        const { status, body } = await openBrowser(api.app).send('GET', url, undefined, { host })
        expect([host, url, status, body.code]).toEqual([host, url, 421, 'FOREIGN_HOST'])
      }
    for (const host of [
      '127.0.0.1',
      '127.8.9.1:80',
      'localhost:3210',
      'a.localhost',
      '[::1]:3210',
      'ear.example',
    ])
      expect([
        host,
        (await openBrowser(api.app).send('GET', '/healthz', undefined, { host })).status,
      ]).toEqual([host, 200])
  })

  test('no log tells a code, a cookie or a key', async () => {
    const code = await createCode()
    const browser = await signedIn({ code })
    const cookie = browser.cookie() ?? ''
    await browser.send('GET', `/sign-in?code=${code}`)
    await browser.send('POST', '/v1/label-sets', {}, { origin: 'https://evil.example' })
    await browser.send('DELETE', '/v1/session')
    await browser.send('GET', '/v1/batches', undefined, { cookie: `earmark_session=${cookie}` })
    const log = logLines.join('')
    expect(log).toContain('"route":"/v1/session"')
    for (const secret of [code, cookie, api.key]) {
      expect(secret.length).toBeGreaterThan(20)
      expect(log).not.toContain(secret)
    }
  })
})
