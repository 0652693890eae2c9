import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.js'
import type { ApiDependencies } from '../../src/dependencies.js'
import type { ApiServer } from '../../src/http/api-server.js'
import { limits, perKey, site } from '../start-test-api.js'

/** The documents are connected to nothing. */
const serve = (helpDir: string) =>
  buildApp({
    logger: pino({ level: 'silent' }),
    limits,
    perKey,
    queue: {},
    site: { ...site, helpDir },
  } as Partial<Record<keyof ApiDependencies, unknown>> as ApiDependencies)

describe('the documents', () => {
  let helpDir: string
  let app: ApiServer
  beforeAll(async () => {
    helpDir = await mkdtemp(join(tmpdir(), 'earmark-help-'))
    await mkdir(join(helpDir, 'assets'))
    await writeFile(join(helpDir, 'index.html'), '<title>What it is</title>')
    await writeFile(join(helpDir, 'tour.html'), '<title>A tour</title>')
    await writeFile(join(helpDir, 'assets/app.BuemR-VX.js'), 'let help')
    await writeFile(join(helpDir, '.secret'), 'SECRET=1')
    app = await serve(helpDir)
  })
  afterAll(async () => {
    await app.close()
    await rm(helpDir, { recursive: true })
  })
  const get = (url: string) => app.inject({ url, headers: { accept: 'text/html' } })

  test.each([
    ['/help/', 'What it is'],
    ['/help/tour.html', 'A tour'],
    ['/help/tour.html?utm=1', 'A tour'],
  ])('%s is a page for everybody, asked for anew each time', async (url, title) => {
    const { statusCode, headers, body } = await get(url)
    expect([statusCode, body]).toEqual([200, `<title>${title}</title>`])
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    })
  })

  test('they run what came with them, and talk to nobody else', async () => {
    const policy = String((await get('/help/')).headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; ")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
  })

  test('what has a hash in its name is kept for a year', async () => {
    const { headers, body } = await get('/help/assets/app.BuemR-VX.js')
    expect([headers['cache-control'], body]).toEqual([
      'public, max-age=31536000, immutable',
      'let help',
    ])
  })

  test('/help leads to /help/', async () => {
    const { statusCode, headers } = await get('/help')
    expect([statusCode, headers.location]).toEqual([308, '/help/'])
  })

  test.each(['/help/..%2f..%2fpackage.json', '/help/../../package.json', '/help/%2e%2e/.env'])(
    'nothing beside them is to be had by %s',
    async (url) => {
      const { statusCode, body } = await get(url)
      expect(statusCode).toBeGreaterThanOrEqual(400)
      expect(body).not.toContain('workspaces')
    },
  )

  test.each(['/help/nothing.html', '/help/.secret', '/help/assets/'])(
    '%s is not there, and the page of the archive is not shown instead',
    async (url) => {
      const { statusCode, body } = await get(url)
      expect(statusCode).toBe(404)
      expect(body).toContain('/help/')
      expect(body).not.toContain('SECRET')
    },
  )
})

test('where they are not built, /help/ says how they are', async () => {
  const app = await serve(site.helpDir)
  const { statusCode, body } = await app.inject({ url: '/help/', headers: { accept: 'text/html' } })
  await app.close()
  expect(statusCode).toBe(404)
  expect(body).toContain('npm run docs')
})
