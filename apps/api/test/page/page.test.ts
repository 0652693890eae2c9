import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.js'
import type { ApiServer } from '../../src/http/api-server.js'
import { site, startTestApi, type TestApi } from '../start-test-api.js'

const HTML = '<!doctype html><title>Earmark</title>'
const SCRIPT = 'console.log("page")\n'.repeat(100)

let api: TestApi
beforeAll(async () => {
  api = await startTestApi('embedded')
})
afterAll(() => api.close())

describe('the page', () => {
  let webDir: string
  let app: ApiServer
  beforeAll(async () => {
    webDir = await mkdtemp(join(tmpdir(), 'earmark-page-'))
    await mkdir(join(webDir, 'assets'))
    await writeFile(join(webDir, 'index.html'), HTML)
    await writeFile(join(webDir, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    await writeFile(join(webDir, '.env'), 'SECRET=1')
    await writeFile(join(webDir, 'assets/main-1a2b.js'), SCRIPT)
    await writeFile(join(webDir, 'assets/main-1a2b.js.gz'), gzipSync(SCRIPT))
    await writeFile(join(webDir, '../earmark-beside.html'), 'beside')
    app = await buildApp({ ...api.deps, site: { ...site, webDir } })
  })
  afterAll(async () => {
    await app.close()
    await rm(join(webDir, '../earmark-beside.html'), { force: true })
    await rm(webDir, { recursive: true, force: true })
  })

  const get = (url: string, headers: Record<string, string> = { accept: 'text/html,*/*;q=0.8' }) =>
    app.inject({ url, headers })

  test.each(['/', '/batches/7?state=failed', '/label-sets/field.v2', '/sign-in?code=abc', '/v1x'])(
    '%s is the page, asked for anew each time',
    async (url) => {
      const { statusCode, headers, body } = await get(url)
      expect([statusCode, body]).toEqual([200, HTML])
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        etag: expect.any(String),
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'permissions-policy': 'microphone=(self)',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; script-src 'self'; style-src 'self'; .*frame-ancestors 'none'$/,
        ),
      })
      const again = await get(url, { accept: 'text/html', 'if-none-match': String(headers.etag) })
      expect([again.statusCode, again.body]).toEqual([304, ''])
    },
  )

  test('an asset is kept for a year, and comes compressed where that is understood', async () => {
    const plain = await get('/assets/main-1a2b.js', {})
    expect([plain.statusCode, plain.body]).toEqual([200, SCRIPT])
    const packed = await get('/assets/main-1a2b.js', { 'accept-encoding': 'gzip, br' })
    expect(packed.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': expect.stringMatching(/^(text|application)\/javascript; charset=utf-8$/),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    })
    expect(packed.rawPayload.length).toBeLessThan(SCRIPT.length / 5)
  })

  test('other files of the page are asked for anew each time', async () => {
    const { statusCode, headers } = await get('/favicon.svg', {})
    expect([statusCode, headers['cache-control']]).toEqual([200, 'no-cache'])
    expect(headers['content-type']).toContain('image/svg+xml')
  })

  test.each([
    ['/assets/main-old.js', 404],
    ['/assets/', 404],
    ['/assets', 200],
    ['/v1/nothing', 404],
    ['/v1/classify', 405],
    ['/docs/nothing', 404],
    ['/healthz/nothing', 404],
  ])('%s is answered with %d, also where a browser asks', async (url, status) => {
    expect((await get(url)).statusCode).toBe(status)
  })

  test.each([
    '/../earmark-beside.html',
    '/..%2fearmark-beside.html',
    '/assets/../../earmark-beside.html',
    '/assets/..%2f..%2fearmark-beside.html',
    '/assets/%2e%2e/%2e%2e/earmark-beside.html',
    '/.env',
    '/assets/../.env',
  ])('nothing beside the page is to be had by %s', async (url) => {
    const { body } = await get(url)
    expect(body).not.toContain('beside</')
    expect(['beside', 'SECRET=1']).not.toContain(body)
  })

  test('a program that asks for what is not there is told so, not given the page', async () => {
    const { statusCode, body } = await get('/batches', { accept: 'application/json' })
    expect(statusCode).toBe(404)
    expect(JSON.parse(body).code).toBe('NOT_FOUND')
    expect((await app.inject({ method: 'POST', url: '/batches' })).statusCode).toBe(404)
  })

  test('HEAD is answered as GET is, without the body', async () => {
    const { statusCode, headers, body } = await app.inject({ method: 'HEAD', url: '/' })
    expect([statusCode, headers['cache-control'], body]).toEqual([200, 'no-cache', ''])
  })
})

test('where the page is not built, / says how it is built', async () => {
  const { statusCode, body } = await api.app.inject({ url: '/', headers: { accept: 'text/html' } })
  expect(statusCode).toBe(404)
  expect(body).toContain('npm run build')
})
