import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { buildApp } from '../../src/app.js'
import type { ApiDependencies } from '../../src/dependencies.js'
import { limits, perKey, site } from '../start-test-api.js'
import { findBreakingChanges } from './find-breaking-changes.js'

const pathOf = (name: string) => fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url))
const readJson = async (name: string) => JSON.parse(await readFile(pathOf(name), 'utf8'))

test('docs/openapi.json is what the API serves; npm run openapi writes it', async () => {
  // Nothing of it depends on what the API is connected to.
  const app = await buildApp({
    logger: pino({ level: 'silent' }),
    limits,
    perKey,
    queue: {},
    site,
  } as Partial<Record<keyof ApiDependencies, unknown>> as ApiDependencies)
  const { body } = await app.inject({ url: '/docs/json' })
  await app.close()
  const text = `${JSON.stringify(JSON.parse(body), null, 2)}\n`
  await expect(text).toMatchFileSnapshot(pathOf('openapi.json'))
})

test('the document keeps the recommended rules of OpenAPI, without a warning', async () => {
  const redocly = import.meta.resolve('@redocly/cli/package.json')
  const { bin } = JSON.parse(await readFile(new URL(redocly), 'utf8'))
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      fileURLToPath(new URL(bin.redocly, redocly)),
      ...['lint', pathOf('openapi.json'), '--extends', 'recommended', '--format', 'json'],
    ],
    { env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } },
  )
  expect(JSON.parse(stdout)).toMatchObject({ totals: { errors: 0, warnings: 0 }, problems: [] })
})

test('whoever calls the last release may call this one', async () => {
  const [released, current] = await Promise.all([
    readJson('openapi.released.json'),
    readJson('openapi.json'),
  ])
  expect(findBreakingChanges(released, current)).toEqual([])
})

// biome-ignore lint/suspicious/noExplicitAny: a document that is changed here and there.
type Change = (document: any) => void

test.each<[string, Change]>([
  ['a route that is gone', ({ paths }) => delete paths['/v1/keys']],
  [
    'a field of answers that is gone',
    ({ components }) => delete components.schemas.Batch.properties.code,
  ],
  [
    'a field of answers of another type',
    ({ components }) => {
      components.schemas.Batch.properties.hasWorker = { type: 'string' }
    },
  ],
  [
    'a field of requests that is gone',
    ({ components }) => delete components.schemas.NewBatch.properties.keep,
  ],
  [
    'a field that requests must have now',
    ({ components }) => components.schemas.NewBatch.required.push('name'),
  ],
  [
    'a tighter limit',
    ({ components }) => {
      components.schemas.NewBatch.properties.priority.maximum = 5
    },
  ],
  ['a parameter that is gone', ({ paths }) => paths['/v1/results'].get.parameters.shift()],
])('%s breaks callers', async (_, change) => {
  const released = await readJson('openapi.json')
  const current = structuredClone(released)
  change(current)
  expect(findBreakingChanges(released, current)).not.toEqual([])
})

test.each<[string, Change]>([
  [
    'a new route',
    ({ paths }) => {
      paths['/v1/new'] = { get: { responses: { 200: { description: 'New.' } } } }
    },
  ],
  [
    'a new field of answers',
    ({ components }) => {
      components.schemas.Batch.properties.mood = { type: 'string' }
    },
  ],
  [
    'a new word in answers, which clients read as any word',
    ({ components }) => components.schemas.Batch.properties.state.enum.push('dreaming'),
  ],
  [
    'a new field that requests may have',
    ({ components }) => {
      components.schemas.NewBatch.properties.mood = { type: 'string' }
    },
  ],
  [
    'another description',
    ({ components }) => {
      components.schemas.NewBatch.properties.keep.description = 'Rows.'
    },
  ],
])('%s breaks nobody', async (_, change) => {
  const released = await readJson('openapi.json')
  const current = structuredClone(released)
  change(current)
  expect(findBreakingChanges(released, current)).toEqual([])
})
