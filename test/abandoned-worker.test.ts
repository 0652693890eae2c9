import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { connectDatabase, migrateDatabase } from '@earmark/db'
import { databaseKinds, openTestStorage, startRealPostgres, startRealRedis } from '@earmark/testing'
import { describe, expect, onTestFinished, test } from 'vitest'

const entry = fileURLToPath(new URL('../apps/worker/dist/main.js', import.meta.url))

/** What leads to a server, until it is cut: then connections stay open and nothing comes through them any more. */
async function openLine(url: string) {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    near.pipe(far)
    far.pipe(near)
    if (isCut) silence()
  })
  const silence = () => {
    for (const socket of sockets) socket.unpipe().pause()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  const line = new URL(url)
  line.port = String((server.address() as { port: number }).port)
  return {
    url: line.href,
    cut() {
      isCut = true
      silence()
    },
  }
}

async function startWorker(environment: Record<string, string>): Promise<ChildProcess> {
  const child = fork(entry, {
    env: { PATH: process.env.PATH, INFERENCE_PROCESSES: '1', LOG_LEVEL: 'warn', ...environment },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'message')
  return child
}

describe.runIf(databaseKinds().includes('postgres'))(
  'a worker whose servers say nothing more',
  () => {
    test.each([
      ['whose parent is gone', (worker: ChildProcess) => worker.disconnect()],
      ['that is asked to stop', (worker: ChildProcess) => worker.kill('SIGTERM')],
    ])('and %s ends all the same', async (_, stop) => {
      const [postgres, redis, s3] = await Promise.all([
        startRealPostgres(),
        startRealRedis(),
        openTestStorage(),
      ])
      onTestFinished(async () => {
        await Promise.all([postgres.close(), redis.close(), s3.close()])
      })
      const database = connectDatabase({ url: postgres.url, applicationName: 'test' })
      await migrateDatabase(database.pool)
      await database.close()
      const lines = await Promise.all([openLine(postgres.url), openLine(redis.url)])
      const worker = await startWorker({
        DATABASE_URL: lines[0].url,
        QUEUE_URL: lines[1].url,
        SHUTDOWN_GRACE_S: '1',
        S3_ENDPOINT: s3.endpoint,
        AWS_REGION: s3.region,
        AWS_ACCESS_KEY_ID: s3.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      })
      for (const line of lines) line.cut()
      const exited = once(worker, 'exit')
      stop(worker)
      await exited
      expect(worker.signalCode).toBeNull()
    })
  },
)
