import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { counters, createMetrics, gauges, histograms } from '@earmark/metrics'
import { expect, test } from 'vitest'
// @ts-expect-error: plain JavaScript, so that it runs before anything is installed.
import { ensurePrometheus } from '../../scripts/prometheus.mjs'

const repository = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(repository, path), 'utf8')
const { promtool } = ensurePrometheus()
const rules = read('deploy/prometheus/rules.yml')
const alerts = [...rules.matchAll(/^ +- alert: (\w+)$/gm)].map(([, name = '']) => name)
const names = new Set<string>(
  [counters, histograms, gauges].flatMap((instruments) => Object.keys(instruments)),
)

function check(args: string[], input = '') {
  const { status, stdout, stderr } = spawnSync(promtool, args, {
    cwd: join(repository, 'deploy/prometheus'),
    input,
    encoding: 'utf8',
  })
  return { status, said: stdout + stderr }
}

/** Names of instruments that a query asks for. */
function instrumentsIn(query: string): string[] {
  const found = [...query.matchAll(/\b(?:earmark|process)_\w+/g)].map(([name]) => name)
  return found.map((name) => name.replace(/_(bucket|sum|count)$/, ''))
}

test('every name and unit is as Prometheus asks for, says its own checker', async () => {
  const metrics = await createMetrics({ onError: () => {} })
  for (const [name, { labels }] of Object.entries(counters)) {
    metrics.add(name as 'earmark_s3_errors_total', valuesOf(labels))
  }
  for (const [name, { labels }] of Object.entries(histograms)) {
    metrics.observe(name as 'earmark_stage_duration_seconds', valuesOf(labels), 1)
  }
  for (const [name, { labels }] of Object.entries(gauges)) {
    metrics.set(name as 'earmark_batches', valuesOf(labels), 1)
  }
  expect(check(['check', 'metrics'], await metrics.read())).toEqual({ status: 0, said: '' })
  metrics.close()
})

function valuesOf(labels: readonly string[]): never {
  return Object.fromEntries(labels.map((label) => [label, 'value'])) as never
}

test('the rules and the example configuration are such as Prometheus takes', () => {
  expect(check(['check', 'rules', 'rules.yml'])).toMatchObject({ status: 0 })
  expect(check(['check', 'config', 'prometheus.yml'])).toMatchObject({ status: 0 })
})

test('each alert fires when it should, and is silent when it should', () => {
  const tests = read('deploy/prometheus/rules.test.yml')
  for (const alert of alerts) {
    for (const does of ['fires', 'is silent']) expect(tests).toContain(`- name: ${alert} ${does}\n`)
  }
  expect(check(['test', 'rules', 'rules.test.yml'])).toMatchObject({ status: 0 })
})

test('each alert says in the documents what to do', () => {
  const document = read('docs/operations.md')
  expect(alerts.length).toBeGreaterThan(10)
  for (const alert of alerts) {
    expect(document).toContain(`\n### ${alert}\n`)
    expect(rules).toContain(`runbook: docs/operations.md#${alert.toLowerCase()}\n`)
  }
})

test('rules and dashboard ask for nothing that is not measured', () => {
  for (const path of ['deploy/prometheus/rules.yml', 'deploy/grafana/earmark.json']) {
    const asked = instrumentsIn(read(path)).filter(
      (name) => name.startsWith('earmark_') || names.has(name),
    )
    expect(asked.length).toBeGreaterThan(10)
    for (const name of asked) expect(names).toContain(name)
  }
})

test('every instrument is explained in the documents', () => {
  const document = read('docs/operations.md')
  for (const name of names) expect(document).toContain(`\`${name}\``)
})
