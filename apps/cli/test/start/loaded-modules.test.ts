import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const earmark = fileURLToPath(new URL('../../bin/earmark.js', import.meta.url))
const recorder = fileURLToPath(new URL('record-modules.mjs', import.meta.url))
const HEAVY =
  /\/node_modules\/(onnxruntime-node|pg|pg-cursor|drizzle-orm|@aws-sdk\/[^/]+|@duckdb\/[^/]+|undici|string-width|tar|zod)\/|^(node:fetch)$/

let folder: string
let port: number
beforeAll(async () => {
  port = await findFreePort()
  folder = await mkdtemp(join(tmpdir(), 'earmark-loaded-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function modulesOf(args: string[]): Promise<string[]> {
  const record = join(folder, `${args.join('_').replaceAll('/', '-')}.txt`)
  const env = {
    PATH: process.env.PATH,
    EARMARK_HOME: folder,
    RECORDED_MODULES: record,
    // Nobody listens there: the command is loaded, asks and is told so.
    EARMARK_API_URL: `http://127.0.0.1:${port}`,
    EARMARK_API_KEY: 'em_none',
  }
  await new Promise((resolve) => {
    execFile(process.execPath, ['--import', recorder, earmark, ...args], { env }, resolve)
  })
  const urls = (await readFile(record, 'utf8')).trim().split('\n')
  expect(urls.some((url) => url.endsWith('/dist/run-command-line.js'))).toBe(true)
  return urls
}

const heavyOf = (urls: string[]) => [
  ...new Set(
    urls.map((url) => HEAVY.exec(url)?.slice(1).find(Boolean)).filter((name) => name !== undefined),
  ),
]

/** Each is found, read and compiled, some 0.7 ms of a start: it may grow when what a command does needs it, never unnoticed. */
const MOST_MODULES = { ofItself: 12, withTheApi: 100 }

describe('nothing that reads databases, S3 or models, no schema and few modules are loaded by', () => {
  test.each([
    [['--version'], MOST_MODULES.ofItself],
    [['--help'], MOST_MODULES.ofItself],
    [['batch', '--help'], MOST_MODULES.withTheApi],
    [['help', 'tag'], MOST_MODULES.withTheApi],
    [['batch', 'ls'], MOST_MODULES.withTheApi],
    [['batch', 'show', '1'], MOST_MODULES.withTheApi],
    [['results'], MOST_MODULES.withTheApi],
    [['label-set', 'ls'], MOST_MODULES.withTheApi],
    [['search', 'a dog'], MOST_MODULES.withTheApi],
    [['watch', 'ls'], MOST_MODULES.withTheApi],
    [['retagging', 'ls'], MOST_MODULES.withTheApi],
    [['annotations'], MOST_MODULES.withTheApi],
    [['status'], MOST_MODULES.withTheApi],
    [['completion', 'bash'], MOST_MODULES.withTheApi],
    [['complete', '--', 'batch', 'show', ''], MOST_MODULES.withTheApi],
    [['tag', 's3://demo', '--labels', 'dog'], MOST_MODULES.withTheApi],
  ])('earmark %j', async (args, most) => {
    const urls = await modulesOf(args)
    expect(heavyOf(urls)).toEqual([])
    expect(urls.length, urls.join('\n')).toBeLessThanOrEqual(most)
  })
})

test('what a command needs is loaded, and seen here', async () => {
  expect(heavyOf(await modulesOf(['sql', 'select 1']))).toEqual(
    expect.arrayContaining(['pg', 'zod']),
  )
})
