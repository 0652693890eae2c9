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
  /\/node_modules\/(onnxruntime-node|pg|pg-cursor|drizzle-orm|@aws-sdk\/[^/]+|@duckdb\/[^/]+|undici|tar)\//

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
  ...new Set(urls.map((url) => HEAVY.exec(url)?.[1]).filter((name) => name !== undefined)),
]

describe('nothing that reads databases, S3 or models is loaded by', () => {
  test.each([
    [['--version']],
    [['--help']],
    [['batch', '--help']],
    [['help', 'tag']],
    [['batch', 'ls']],
    [['batch', 'show', '1']],
    [['results']],
    [['label-set', 'ls']],
    [['search', 'a dog']],
    [['watch', 'ls']],
    [['retagging', 'ls']],
    [['status']],
    [['completion', 'bash']],
    [['complete', '--', 'batch', 'show', '']],
    [['tag', 's3://demo', '--labels', 'dog']],
  ])('earmark %j', async (args) => {
    expect(heavyOf(await modulesOf(args))).toEqual([])
  })
})

test.each([[['--version']], [['--help']]])('earmark %j needs no schema at all', async (args) => {
  const urls = await modulesOf(args)
  expect(urls.filter((url) => url.includes('/node_modules/zod/'))).toEqual([])
})

test('what a command needs is loaded, and seen here', async () => {
  expect(heavyOf(await modulesOf(['sql', 'select 1']))).toContain('pg')
})
