import { afterEach, expect, test } from 'vitest'
import { createMetrics, serveMetrics } from '../src/index.js'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function open(errors: unknown[] = []) {
  const metrics = await createMetrics({ onError: (error) => void errors.push(error) })
  closers.push(metrics.close)
  return metrics
}

test('counts, durations and states are read as they were noted', async () => {
  const metrics = await open()
  metrics.add('earmark_windows_heard_total', {}, 3)
  metrics.add('earmark_items_ended_total', { outcome: 'failed', code: 'TOO_LONG' })
  metrics.observe('earmark_stage_duration_seconds', { stage: 'fetch' }, 0.2)
  metrics.set('earmark_batches', { state: 'running' }, 2)
  const text = await metrics.read()
  expect(text).toContain('earmark_windows_heard_total 3\n')
  expect(text).toContain('earmark_items_ended_total{outcome="failed",code="TOO_LONG"} 1\n')
  expect(text).toContain('earmark_stage_duration_seconds_bucket{le="0.3",stage="fetch"} 1\n')
  expect(text).toContain('earmark_batches{state="running"} 2\n')
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
  expect(text).toMatch(/^earmark_event_loop_delay_seconds\{rank="p99"\} [\d.e-]+$/m)
})

test('a gauge that was never set, or is forgotten, is not there: 0 would be a figure', async () => {
  const metrics = await open()
  expect(await metrics.read()).not.toContain('earmark_batches')
  metrics.set('earmark_batches', { state: 'running' }, 2)
  metrics.forget('earmark_batches')
  expect(await metrics.read()).not.toContain('earmark_batches')
  metrics.set('earmark_batches', { state: 'paused' }, 1)
  expect(await metrics.read()).toContain('earmark_batches{state="paused"} 1\n')
})

test('a figure that cannot be had takes no other with it', async () => {
  const errors: unknown[] = []
  const metrics = await open(errors)
  metrics.beforeScrape(() => {
    throw new Error('away')
  })
  metrics.beforeScrape(() => metrics.set('earmark_database_up', {}, 0))
  expect(await metrics.read()).toContain('earmark_database_up 0\n')
  expect(errors).toEqual([new Error('away')])
})

test('serves figures at /metrics, and nothing else', async () => {
  const served = await serveMetrics({ host: '127.0.0.1', port: 0, onError: () => {} })
  closers.push(served.close)
  served.add('earmark_windows_heard_total', {}, 7)
  const answer = await fetch(served.url)
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  expect(await answer.text()).toContain('earmark_windows_heard_total 7\n')
  expect((await fetch(new URL('/', served.url))).status).toBe(404)
  expect((await fetch(served.url, { method: 'POST' })).status).toBe(404)
})

test('a port that is taken is refused with a reason', async () => {
  const served = await serveMetrics({ host: '127.0.0.1', port: 0, onError: () => {} })
  closers.push(served.close)
  const port = Number(new URL(served.url).port)
  await expect(serveMetrics({ host: '127.0.0.1', port, onError: () => {} })).rejects.toThrow(
    'EADDRINUSE',
  )
})
