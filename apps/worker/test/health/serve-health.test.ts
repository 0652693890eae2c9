import { expect, onTestFinished, test } from 'vitest'
import type { Health } from '../../src/health/describe-health.js'
import { serveHealth } from '../../src/health/serve-health.js'

async function serve(health: () => Health) {
  const server = await serveHealth({ host: '127.0.0.1', port: 0 }, health)
  onTestFinished(server.close)
  return server
}

test('tells whether the worker lives and whether it is ready, each at its own address', async () => {
  let health: Health = { isLive: true, whyUnready: 'starting' }
  const { url } = await serve(() => health)
  const ask = async (path: string) => {
    const answer = await fetch(`${url}${path}`)
    return [answer.status, await answer.json()]
  }
  expect(await ask('/healthz')).toEqual([200, { status: 'alive' }])
  expect(await ask('/readyz')).toEqual([503, { status: 'unavailable', reason: 'starting' }])
  health = { isLive: false, whyUnready: null }
  expect(await ask('/healthz')).toEqual([503, { status: 'stuck' }])
  expect(await ask('/readyz')).toEqual([200, { status: 'ready' }])
  expect(await ask('/')).toEqual([404, { status: 'not found' }])
})

test('says in a sentence that its port is taken', async () => {
  const { url } = await serve(() => ({ isLive: true, whyUnready: null }))
  const port = Number(new URL(url).port)
  await expect(
    serveHealth({ host: '127.0.0.1', port }, () => ({ isLive: true, whyUnready: null })),
  ).rejects.toThrow(
    `WORKER_HEALTH_PORT=${port}: the worker cannot listen on 127.0.0.1:${port}: listen EADDRINUSE`,
  )
})
