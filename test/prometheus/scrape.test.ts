import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectDatabase, createApiKey, migrateDatabase } from '@earmark/db'
import { createObjectStorage } from '@earmark/storage'
import { findFreePort, openTestDatabase, openTestStorage } from '@earmark/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readConfig as readApiConfig } from '../../apps/api/src/config.js'
import { startApi } from '../../apps/api/src/start-api.js'
import { readConfig as readWorkerConfig } from '../../apps/worker/src/config.js'
import { startWorker } from '../../apps/worker/src/start-worker.js'
import { ensurePrometheus } from '../../scripts/prometheus.mjs'

const repository = join(import.meta.dirname, '../..')
const SOUND = join(repository, 'packages/core/test/fixtures/golden/audio/chirp_5s.wav')
const closers: (() => unknown)[] = []
let prometheusUrl: string
let metricsUrls: { api: string; worker: string }

/** The whole of Earmark, with a batch that has ended, and a Prometheus that reads both programs. */
beforeAll(async () => {
  const [database, s3] = await Promise.all([openTestDatabase('embedded'), openTestStorage()])
  closers.push(database.close, s3.close)
  const storage = createObjectStorage(s3)
  await storage.createBucket('sounds')
  const body = readFileSync(SOUND)
  await storage.putObject({ bucket: 'sounds', key: 'secret-place/one.wav', body })
  await storage.putObject({
    bucket: 'sounds',
    key: 'secret-place/none.wav',
    body: Buffer.from('no sound'),
  })
  const { db, pool, close } = connectDatabase({ url: database.url, applicationName: 'test' })
  await migrateDatabase(pool)
  const { key } = await createApiKey(db, { name: 'test' })
  await close()
  const [apiPort, workerPort] = [await findFreePort(), await findFreePort()]
  const environment = {
    DATABASE_URL: database.url,
    S3_ENDPOINT: s3.endpoint,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    API_PORT: '0',
    INFERENCE_PROCESSES: '1',
  }
  const logger = pino({ level: 'silent' })
  const api = await startApi(
    readApiConfig({ ...environment, METRICS_PORT: String(apiPort) }),
    logger,
  )
  closers.push(api.close)
  vi.stubEnv('METRICS_PORT', String(workerPort))
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const worker = await startWorker(readWorkerConfig(), logger)
  closers.push(worker.stop)
  metricsUrls = {
    api: `http://127.0.0.1:${apiPort}/metrics`,
    worker: `http://127.0.0.1:${workerPort}/metrics`,
  }
  prometheusUrl = await startPrometheus({ apiPort, workerPort })
  await tag(api.url, key)
})

afterAll(async () => {
  vi.unstubAllEnvs()
  for (const close of closers.reverse()) await close()
})

async function startPrometheus({ apiPort, workerPort }: { apiPort: number; workerPort: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'earmark-prometheus-'))
  const config = readFileSync(join(repository, 'deploy/prometheus/prometheus.yml'), 'utf8')
    .replace('127.0.0.1:9464', `127.0.0.1:${apiPort}`)
    .replace('127.0.0.1:9465', `127.0.0.1:${workerPort}`)
    .replace('scrape_interval: 15s', 'scrape_interval: 1s')
    .replace('rules.yml', join(repository, 'deploy/prometheus/rules.yml'))
  writeFileSync(join(folder, 'prometheus.yml'), config)
  const port = await findFreePort()
  const program: ChildProcess = spawn(
    ensurePrometheus().prometheus,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  )
  closers.push(async () => {
    const exited = once(program, 'exit')
    program.kill()
    await exited
    rmSync(folder, { recursive: true })
  })
  return `http://127.0.0.1:${port}`
}

/** Two objects, of which one is no sound. */
async function tag(url: string, key: string): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const ask = async (path: string, body?: object) => {
    const request = body ? { method: 'POST', body: JSON.stringify(body) } : {}
    return (await fetch(url + path, { headers, ...request })).json() as Promise<{
      id: number
      state: string
    }>
  }
  const created = await ask('/v1/batches', {
    source: { prefix: 's3://sounds/secret-place/' },
    labelSets: [{ name: 'animals', labels: ['a hidden label', 'another'] }],
  })
  expect(created).toMatchObject({ id: expect.any(Number) })
  await vi.waitFor(
    async () => {
      const batch = await ask(`/v1/batches/${created.id}`)
      expect(batch.state).toBe('completed_with_failures')
    },
    { timeout: 120_000, interval: 300 },
  )
}

async function query(expression: string) {
  const answer = await fetch(
    `${prometheusUrl}/api/v1/query?${new URLSearchParams({ query: expression })}`,
  )
  const { status, data, error } = (await answer.json()) as {
    status: string
    error?: string
    data?: { result: { metric: Record<string, string>; value: [number, string] }[] }
  }
  return { status, error, result: data?.result ?? [] }
}

const figure = async (expression: string) => Number((await query(expression)).result[0]?.value[1])
const patient = { timeout: 120_000, interval: 500 }

test('a real Prometheus reads the API and the worker', async () => {
  await vi.waitFor(async () => expect(await figure('sum(up)')).toBe(2), patient)
})

test('the figures say what was done', async () => {
  await vi.waitFor(async () => {
    expect(await figure('sum(earmark_items_ended_total{outcome="done"})')).toBe(1)
    expect(
      await figure('sum(earmark_items_ended_total{outcome="failed",code="UNDECODABLE_AUDIO"})'),
    ).toBe(1)
    expect(await figure('earmark_windows_heard_total{job="earmark-worker"}')).toBe(1)
    expect(await figure('earmark_audio_heard_seconds_total{job="earmark-worker"}')).toBeCloseTo(5)
    expect(await figure('max(earmark_items{state="done"})')).toBe(1)
    expect(await figure('max(earmark_batches{state="completed_with_failures"})')).toBe(1)
    expect(await figure('max(earmark_dispatcher_has_leader)')).toBe(1)
    expect(await figure('sum(earmark_dispatcher_is_leader)')).toBe(1)
    expect(await figure('sum(earmark_inference_processes)')).toBe(2)
    expect(
      await figure(
        'sum(earmark_http_requests_total{route="/v1/batches",method="POST",status="201"})',
      ),
    ).toBe(1)
    expect(
      await figure('sum(earmark_s3_transferred_bytes_total{direction="read"})'),
    ).toBeGreaterThan(1000)
    for (const stage of ['fetch', 'decode', 'features', 'inference', 'write']) {
      const counted = await figure(
        `earmark_stage_duration_seconds_count{job="earmark-worker",stage="${stage}"}`,
      )
      expect([stage, counted > 0]).toEqual([stage, true])
    }
  }, patient)
})

test('no figure names a bucket, a key or a label', async () => {
  for (const url of Object.values(metricsUrls)) {
    const text = await (await fetch(url)).text()
    expect(text).not.toMatch(/secret-place|sounds|hidden label|one\.wav/)
  }
})

test('every panel of the dashboard has an answer', async () => {
  const { panels } = JSON.parse(
    readFileSync(join(repository, 'deploy/grafana/earmark.json'), 'utf8'),
  ) as {
    panels: { title: string; targets?: { expr: string }[] }[]
  }
  const targets = panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ title, expr })),
  )
  expect(targets.length).toBeGreaterThan(20)
  await vi.waitFor(async () => {
    for (const { title, expr } of targets) {
      const { status, error, result } = await query(expr)
      expect([title, status, error, result.length > 0]).toEqual([title, 'success', undefined, true])
    }
  }, patient)
})

test('no alert fires where all is well', async () => {
  const answer = await fetch(`${prometheusUrl}/api/v1/rules`)
  const { data } = (await answer.json()) as {
    data: { groups: { rules: { name: string; state: string; health: string }[] }[] }
  }
  const rules = data.groups.flatMap((group) => group.rules)
  expect(rules.length).toBeGreaterThan(10)
  expect(rules.filter(({ state }) => state === 'firing').map(({ name }) => name)).toEqual([])
})
