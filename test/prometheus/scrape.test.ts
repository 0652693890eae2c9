import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from '@earmark/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
// @ts-expect-error: plain JavaScript, so that it runs before anything is installed.
import { ensurePrometheus } from '../../scripts/prometheus.mjs'
import { startEarmark } from '../whole/start-earmark.js'

const repository = join(import.meta.dirname, '../..')
const closers: (() => unknown)[] = []
let prometheusUrl: string
let metricsUrls: { api: string; worker: string }

/** The whole of Earmark, with a batch that has ended, and a Prometheus that reads both programs. */
beforeAll(async () => {
  const [apiPort, workerPort] = [await findFreePort(), await findFreePort()]
  const earmark = await startEarmark({
    logger: pino({ level: 'silent' }),
    api: { METRICS_PORT: String(apiPort) },
    worker: { METRICS_PORT: String(workerPort) },
  })
  closers.push(earmark.close)
  metricsUrls = {
    api: `http://127.0.0.1:${apiPort}/metrics`,
    worker: `http://127.0.0.1:${workerPort}/metrics`,
  }
  prometheusUrl = await startPrometheus({ apiPort, workerPort })
  await earmark.tag()
})

afterAll(async () => {
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
