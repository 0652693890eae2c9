import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { defaultModelDir } from '@earmark/config'
import { readModel } from '@earmark/core'
import {
  connectDatabase,
  createApiKey,
  type DatabaseConnection,
  migrateDatabase,
} from '@earmark/db'
import { createObjectStorage } from '@earmark/storage'
import {
  databaseKinds,
  openTestStorage,
  type RestartableServer,
  startRealPostgres,
  type TestStorage,
} from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CORRUPT, makeSounds } from './faults/make-sounds.js'
import { readOutcome, startBatch, waitForEnd } from './faults/run-batch.js'

const OBJECTS = 120
const TERMINATED = 100
const RESTARTS = 10
const entryOf = (app: string) =>
  fileURLToPath(new URL(`../apps/${app}/dist/main.js`, import.meta.url))

describe.runIf(databaseKinds().includes('postgres'))(
  '100 terminated backends and 10 restarts',
  () => {
    let postgres: RestartableServer
    let storage: TestStorage
    let database: DatabaseConnection
    const programs: { child: ChildProcess; log: string[] }[] = []
    let batchId: number
    let key: string

    beforeAll(async () => {
      ;[postgres, storage] = await Promise.all([startRealPostgres(), openTestStorage()])
      database = connectDatabase({ url: postgres.url, applicationName: 'test', patienceMs: 60_000 })
      await migrateDatabase(database.pool)
      const objects = createObjectStorage(storage)
      await makeSounds(objects, 'faults', OBJECTS)
      objects.close()
      const model = await readModel(defaultModelDir)
      if (model.kind !== 'clap') throw new Error(`${defaultModelDir} has labels of its own`)
      ;({ key } = await createApiKey(database.db, { name: 'test' }))
      batchId = await startBatch(database.db, model, 'faults')
    })
    afterAll(async () => {
      await Promise.all(programs.map(({ child }) => end(child)))
      await database.close()
      await Promise.all([postgres.close(), storage.close()])
    })

    test('cost workers and the API no more than time', async () => {
      const [api] = await Promise.all([start('api'), start('worker'), start('worker')])
      const [{ url }] = (await once(api, 'message')) as [{ url: string }]
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const statuses = new Map<number, number>()
      const accepted: number[] = []
      let isDisturbed = true
      /** A client that asks for small batches all the while, once each. */
      async function askForBatches() {
        for (let n = 0; isDisturbed; n += 1) {
          const keys = [`s3://faults/sounds/${String(n % OBJECTS).padStart(7, '0')}.wav`]
          const body = { name: `asked ${n}`, source: { keys }, labelSets: [{ labels: ['dog'] }] }
          const answer = await fetch(`${url}/v1/batches`, {
            method: 'POST',
            headers,
            body: JSON.stringify(body),
          })
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
          const { id } = (await answer.json()) as { id: number }
          if (answer.status === 201) accepted.push(id)
          await sleep(200)
        }
      }
      const client = askForBatches()
      await disturb()
      isDisturbed = false
      await client
      for (const id of [batchId, ...accepted]) await waitForEnd(database.db, id, 240_000)

      expect(programs.map(({ child }) => child.exitCode ?? child.signalCode)).toEqual([
        null,
        null,
        null,
      ])
      const { done, failed, duplicates } = await readOutcome(database.db, batchId)
      expect({ done, failed, duplicates }).toEqual({
        done: OBJECTS - CORRUPT,
        failed: CORRUPT,
        duplicates: 0,
      })
      // A refusal has changed nothing, and what was accepted was accepted once.
      const { rows } = await database.db.execute<{ id: number }>(
        sql`select id from earmark.batches where name like 'asked %' order by id`,
      )
      expect(rows.map(({ id }) => id)).toEqual(accepted)
      expect([...statuses.keys()].filter((status) => status !== 201 && status !== 503)).toEqual([])
      expect(accepted.length).toBeGreaterThan(0)
      const blamed = await database.db.execute(sql`
      select seq, attempts, crashes from earmark.items where crashes > 0 or state in ('pending', 'running')`)
      expect(blamed.rows).toEqual([])
      for (const { log } of programs)
        expect(log.join('\n')).not.toMatch(/insert into|select .* from|update earmark/i)
    })

    function start(app: string): ChildProcess {
      const child = fork(entryOf(app), {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: postgres.url,
          S3_ENDPOINT: storage.endpoint,
          AWS_REGION: storage.region,
          AWS_ACCESS_KEY_ID: storage.accessKeyId,
          AWS_SECRET_ACCESS_KEY: storage.secretAccessKey,
          INFERENCE_PROCESSES: '1',
          CHUNK_SIZE: '4',
          API_PORT: '0',
          LOG_LEVEL: 'warn',
        },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      })
      const log: string[] = []
      for (const stream of [child.stdout, child.stderr]) {
        stream
          ?.setEncoding('utf8')
          .on('data', (text: string) => log.push(...text.trim().split('\n')))
      }
      programs.push({ child, log })
      return child
    }

    /** Terminates one backend of the programs after another, and restarts the server between them. */
    async function disturb(): Promise<void> {
      let terminated = 0
      for (let restarts = 0; restarts < RESTARTS; restarts += 1) {
        while (terminated < ((restarts + 1) * TERMINATED) / RESTARTS) {
          const { rows } = await database.db.execute(sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where pid <> pg_backend_pid() and backend_type = 'client backend' and application_name <> 'test'
          order by state = 'active' desc, random() limit 1`)
          terminated += rows.length
          await sleep(50)
        }
        await postgres.stop()
        await postgres.start()
      }
    }

    async function end(child: ChildProcess): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    }
  },
)
