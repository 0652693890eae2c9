import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connectDatabase, migrateDatabase } from '@earmark/db'
import {
  databaseKinds,
  openTestStorage,
  type RestartableServer,
  startRealPostgres,
  type TestStorage,
} from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const AWAY_MS = 3_000
/** Long enough for every part to have asked Postgres meanwhile, and again afterwards. */
const SETTLED_MS = 10_000

describe.runIf(databaseKinds().includes('postgres'))('a restart of Postgres', () => {
  let postgres: RestartableServer
  let storage: TestStorage
  const children: ChildProcess[] = []

  beforeAll(async () => {
    ;[postgres, storage] = await Promise.all([startRealPostgres(), openTestStorage()])
    const { pool, close } = connectDatabase({ url: postgres.url, applicationName: 'test' })
    await migrateDatabase(pool)
    await close()
  })
  afterAll(async () => {
    for (const child of children) {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    }
    await Promise.all([postgres.close(), storage.close()])
  })

  test('is a line of each part in the logs of the API and of two workers that start at once', async () => {
    const programs = await Promise.all([start('api'), start('worker'), start('worker')])
    await sleep(SETTLED_MS)
    expect(programs.map(({ log }) => log)).toEqual([[], [], []])
    await postgres.stop()
    await sleep(AWAY_MS)
    await postgres.start()
    await sleep(SETTLED_MS)
    for (const { log } of programs) {
      const parts: (string | undefined)[] = log.map((line) => JSON.parse(line).part)
      expect(parts).toEqual([...new Set(parts)])
      expect(parts).not.toContain(undefined)
      expect(log.join('\n')).not.toMatch(/insert into|select .* from|update earmark/i)
    }
    const said = programs.slice(1).map(({ log }) => log.length > 0)
    expect(said).toEqual([true, true])
  })

  async function start(app: string) {
    const child = fork(fileURLToPath(new URL(`../apps/${app}/dist/main.js`, import.meta.url)), {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: postgres.url,
        S3_ENDPOINT: storage.endpoint,
        AWS_REGION: storage.region,
        AWS_ACCESS_KEY_ID: storage.accessKeyId,
        AWS_SECRET_ACCESS_KEY: storage.secretAccessKey,
        INFERENCE_PROCESSES: '1',
        API_PORT: '0',
        LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    children.push(child)
    const log: string[] = []
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => log.push(...text.trim().split('\n')))
    }
    await once(child, 'message')
    return { child, log }
  }
})
