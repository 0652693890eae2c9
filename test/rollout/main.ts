// npm run rollout -- --help
//
// The release before and this tree at work on one database. Exit code 0 only where nothing is lost or doubled and every row is as
// this tree alone writes it, or where this clone does not have the release before.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type * as Db from '@earmark/db'
import { connectDatabase, createApiKey, type Database, migrateDatabase } from '@earmark/db'
import { startObjectStorage } from '@earmark/embedded'
import { createObjectStorage } from '@earmark/storage'
import { findFreePort, startRealPostgres, startRealRedis } from '@earmark/testing'
import { createClient } from '../../bench/apps/client.js'
import { startApp } from '../../bench/apps/start-app.js'
import { findTakenAway, HARMLESS } from '../../packages/db/test/migrations/harmless.js'
import { unreleased } from '../../packages/db/test/migrations/released.js'
import { CORRUPT, makeSounds } from '../faults/make-sounds.js'
import { readOutcome, readProgress, waitForEnd } from '../faults/run-batch.js'
import { delayAnswers } from '../scale/delay-answers.js'
import { readOptions, usage } from './read-options.js'
import { buildTree, findNewMigrations, findReleaseBefore, thisTree } from './release-before.js'

const modelDir = join(thisTree, 'packages/core/test/fixtures/clap-tiny-random')
const BUCKET = 'rollout'
/** Keys have seven digits: each of these begins a hundred of the objects, and is one batch. */
const PREFIXES = ['sounds/00000', 'sounds/00001'] as const
const OBJECTS_A_BATCH = 100
const OBJECTS = PREFIXES.length * OBJECTS_A_BATCH
const CORRUPT_A_BATCH = CORRUPT / PREFIXES.length
/** Waiting takes a worker's time and not computing: so each of several gets its share, on any machine. */
const LATENCY_MS = 200
/** How much of the first batch is heard when the migrations come. */
const MIGRATED_AT = 0.25
const TIMEOUT_MS = 10 * 60_000
const LEADS = /^earmark_dispatcher_is_leader 1$/m
const ENDED = /^earmark_items_ended_total\{.*\} (\d+)$/gm

const closers: (() => unknown)[] = []
function closing<T>(opened: T, close: (opened: T) => unknown): T {
  closers.push(() => close(opened))
  return opened
}

async function main(from: string | null): Promise<boolean> {
  const before = await findReleaseBefore(from)
  if (before === null) {
    console.log(
      'N/A: this clone does not have the release before. `git fetch --unshallow` gets it.',
    )
    return true
  }
  const release = before.slice(0, 7)
  log(`the release before is ${release}`)
  tellMigrations(await findNewMigrations(before))
  const folder = await mkdtemp(join(tmpdir(), 'earmark-rollout-'))
  closing(folder, () => rm(folder, { recursive: true, force: true }))
  const oldTree = join(folder, 'tree')
  closing(await buildTree(before, oldTree), (tree) => tree.close())
  log(`${release} is built`)

  const s3 = await startObjectStorage({ dataDir: join(folder, 's3'), port: 0 })
  closing(s3, () => s3.stop())
  const storage = closing(createObjectStorage(s3), (opened) => opened.close())
  await makeSounds(storage, BUCKET, OBJECTS)
  const slow = closing(await delayAnswers(s3.endpoint, LATENCY_MS), (proxy) => proxy.close())
  const environment = {
    S3_ENDPOINT: slow.url,
    AWS_REGION: s3.region,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    EARMARK_MODEL: modelDir,
    TMPDIR: folder,
    API_PORT: '0',
    CHUNK_SIZE: '1',
    WORKER_CONCURRENCY: '1',
    INFERENCE_PROCESSES: '1',
    LOG_LEVEL: 'error',
  }
  const rolled = await rollOut(oldTree, release, environment)
  log('the same by this tree alone')
  const alone = await tagAlone(environment)

  const isIdentical = JSON.stringify(rolled.outcomes) === JSON.stringify(alone)
  const done = rolled.outcomes.map((outcome) => outcome.done)
  const failed = rolled.outcomes.map((outcome) => outcome.failed)
  const duplicates = rolled.outcomes.reduce((sum, outcome) => sum + outcome.duplicates, 0)
  console.log(
    `from=${release} objects=${OBJECTS} done=${done.join('+')} failed=${failed.join('+')} duplicates=${duplicates} by_release_before_after_migration=${rolled.byOld} identical=${isIdentical}`,
  )
  return (
    isIdentical &&
    done.every((count) => count === OBJECTS_A_BATCH - CORRUPT_A_BATCH) &&
    failed.every((count) => count === CORRUPT_A_BATCH) &&
    duplicates === 0 &&
    rolled.byOld > 0
  )
}

/** Says what the migrations take away from programs that run on, and whether that does them harm. */
function tellMigrations(tags: string[]): void {
  if (tags.length === 0) log('no migration is new')
  for (const tag of tags) {
    const statements = unreleased.find((migration) => migration.tag === tag)?.statements ?? []
    const takesAway = findTakenAway(statements).join(', ')
    if (takesAway === '') log(`${tag} only adds`)
    else if (HARMLESS[tag]) log(`${tag} takes away (${takesAway}): ${HARMLESS[tag].why}`)
    else {
      log(
        `${tag} takes away (${takesAway}), and nobody says that it does no harm: this schema may not allow the release before to work on`,
      )
    }
  }
}

/** Environment of one run's programs; servers of its own. */
async function startServers(environment: Record<string, string>): Promise<Record<string, string>> {
  const postgres = closing(await startRealPostgres(), (server) => server.close())
  const redis = closing(await startRealRedis(), (server) => server.close())
  return { ...environment, DATABASE_URL: postgres.url, QUEUE_URL: redis.url }
}

function openDatabase(environment: Record<string, string>) {
  const url = environment.DATABASE_URL as string
  const options = { url, applicationName: 'rollout', maxConnections: 2 }
  return closing(connectDatabase(options), (database) => database.close())
}

async function rollOut(oldTree: string, release: string, shared: Record<string, string>) {
  const environment = await startServers(shared)
  const old = (await import(
    pathToFileURL(join(oldTree, 'packages/db/dist/index.js')).href
  )) as typeof Db
  const ofOld = old.connectDatabase({
    url: environment.DATABASE_URL as string,
    applicationName: 'rollout',
    maxConnections: 2,
  })
  await old.migrateDatabase(ofOld.pool)
  const { key } = await old.createApiKey(ofOld.db, { name: 'rollout' })
  await ofOld.close()
  const oldApi = await start('api', environment, oldTree)
  const oldLeader = await startWorker(environment, oldTree)
  await oldLeader.until(LEADS)
  const oldWorker = await startWorker(environment, oldTree)

  const { db, pool } = openDatabase(environment)
  const first = await submit(oldApi.url, key, 0)
  await untilHeard(db, first, MIGRATED_AT)
  await migrateDatabase(pool)
  log(`the migrations ran at ${await percentOf(db, first)} % of the first batch`)
  await waitForEnd(db, first, TIMEOUT_MS)
  log(`the first batch is ended, by ${release} alone`)

  const api = await start('api', environment)
  const worker = await startWorker(environment)
  // The other one of the release before could be the next to lead: it is to work for a leader of this tree.
  oldWorker.app.child.kill('SIGSTOP')
  await oldLeader.app.stop()
  await worker.until(LEADS)
  oldWorker.app.child.kill('SIGCONT')
  log("this tree's worker leads; one worker of the release before works on")
  const endedBefore = await oldWorker.readEnded()
  const second = await submit(api.url, key, 1)
  await waitForEnd(db, second, TIMEOUT_MS)
  await createClient(oldApi.url ?? '', key).getBatch(second)
  const byOld = (await oldWorker.readEnded()) - endedBefore
  log(`the second batch is ended, ${byOld} of its objects by ${release}`)
  await oldApi.stop()
  await api.stop()
  await worker.app.stop()
  await oldWorker.app.stop()
  return { byOld, outcomes: await readOutcomes(db, [first, second]) }
}

async function tagAlone(shared: Record<string, string>) {
  const environment = await startServers(shared)
  const { db, pool } = openDatabase(environment)
  await migrateDatabase(pool)
  const { key } = await createApiKey(db, { name: 'rollout' })
  const api = await start('api', environment)
  const worker = await startWorker({ ...environment, WORKER_CONCURRENCY: '4' })
  const batchIds: number[] = []
  for (const index of PREFIXES.keys()) {
    const batchId = await submit(api.url, key, index)
    await waitForEnd(db, batchId, TIMEOUT_MS)
    batchIds.push(batchId)
  }
  await api.stop()
  await worker.app.stop()
  return readOutcomes(db, batchIds)
}

function readOutcomes(db: Database, batchIds: number[]) {
  return Promise.all(batchIds.map((batchId) => readOutcome(db, batchId)))
}

async function start(name: 'api' | 'worker', environment: Record<string, string>, tree = thisTree) {
  return closing(await startApp(name, environment, [], tree), (app) => {
    // One that is stopped where it is does not hear that it has to end.
    app.child.kill('SIGCONT')
    return app.stop()
  })
}

/** With its own figures, by which it is known whether it leads and what it has ended. */
async function startWorker(environment: Record<string, string>, tree = thisTree) {
  const port = String(await findFreePort())
  const app = await start('worker', { ...environment, METRICS_PORT: port }, tree)
  const readFigures = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return {
    app,
    async until(figure: RegExp) {
      const deadline = Date.now() + TIMEOUT_MS
      while (!figure.test(await readFigures())) {
        if (Date.now() > deadline) throw new Error(`a worker never said ${figure}`)
        await sleep(100)
      }
    },
    /** @returns objects, whatever came of them */
    async readEnded() {
      return [...(await readFigures()).matchAll(ENDED)].reduce((sum, [, n]) => sum + Number(n), 0)
    },
  }
}

function submit(apiUrl: string | null, key: string, index: number): Promise<number> {
  return createClient(apiUrl ?? '', key).createBatch(`s3://${BUCKET}/${PREFIXES[index]}`)
}

async function untilHeard(db: Database, batchId: number, share: number): Promise<void> {
  while (((await readProgress(db, batchId, OBJECTS_A_BATCH)) ?? 0) < share) await sleep(50)
}

async function percentOf(db: Database, batchId: number): Promise<number> {
  return Math.round(100 * ((await readProgress(db, batchId, OBJECTS_A_BATCH)) ?? 0))
}

const startedAt = Date.now()
function log(line: string): void {
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${line}`)
}

async function closeAll(): Promise<void> {
  for (let close = closers.pop(); close; close = closers.pop()) {
    try {
      await close()
    } catch (error) {
      console.error((error as Error).message)
    }
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closeAll().finally(() => process.exit(1)))
}
try {
  const options = readOptions(process.argv.slice(2))
  if (options === null) console.log(usage)
  else process.exitCode = (await main(options.from)) ? 0 : 1
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  await closeAll()
}
