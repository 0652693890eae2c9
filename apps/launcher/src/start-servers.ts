import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EarmarkError } from '@earmark/core'
import { type ServerProcess, startObjectStorage, startPostgres } from '@earmark/embedded'
import type { S3Config } from '@earmark/storage'
import { choosePort } from './choose-port.js'
import type { LauncherConfig } from './config.js'
import { sayWhile } from './say-while.js'
import { type Running, type Supervised, supervise } from './supervise.js'
import { watchServer } from './watch-server.js'

export type Servers = {
  databaseUrl: string
  /** Whether Postgres runs here; false where DATABASE_URL names one. */
  isPostgresEmbedded: boolean
  s3: S3Config
  isS3Embedded: boolean
  stop: () => Promise<void>
}

/** How long the data folder of an earlier start that was killed may still be in use by its servers. */
const PATIENCE_MS = 15_000

/** Starts the servers that the configuration does not name: Postgres and S3, each on its own. */
export async function startServers(
  config: LauncherConfig,
  { say, signal }: { say: (line: string) => void; signal: AbortSignal },
): Promise<Servers> {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const stopServer of stops.reverse()) await stopServer()
  }
  const run = async <T extends ServerProcess>(
    name: string,
    start: () => Promise<T>,
  ): Promise<T> => {
    const starting: Promise<Supervised<T & Running>> = supervise(
      name,
      async () => {
        const started = await start()
        void watchServer(name, started, { say, patienceMs: config.serverPatienceMs })
        return asRunning(started)
      },
      say,
    )
    const server = await sayWhile(`${name} is starting`, starting, say)
    stops.push(server.stop)
    signal.throwIfAborted()
    return server.current()
  }
  try {
    let { databaseUrl, s3 } = config
    if (databaseUrl === undefined) {
      const port = await takePort('Postgres', config.ports.postgres, say)
      const dataDir = join(config.home, 'postgres')
      const postgres = await run('Postgres', () =>
        startPatiently(() => startPostgres({ dataDir, port }), signal),
      )
      databaseUrl = postgres.url
    }
    if (s3 === undefined) {
      const port = await takePort('S3', config.ports.s3, say)
      const dataDir = join(config.home, 's3')
      const storage = await run('The S3 server', () =>
        startPatiently(() => startObjectStorage({ dataDir, port }), signal),
      )
      const { endpoint, region, accessKeyId, secretAccessKey } = storage
      s3 = { endpoint, region, accessKeyId, secretAccessKey, forcePathStyle: true }
    }
    return {
      databaseUrl,
      isPostgresEmbedded: config.databaseUrl === undefined,
      s3,
      isS3Embedded: config.s3 === undefined,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The preferred port, or a free one, saying so. */
export async function takePort(
  name: string,
  preferred: number,
  say: (line: string) => void,
): Promise<number> {
  const port = await choosePort(preferred)
  if (port !== preferred && preferred !== 0) {
    say(`Port ${preferred} is taken by another program: ${name} listens on ${port}.`)
  }
  return port
}

async function startPatiently<T>(start: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      return await start()
    } catch (error) {
      const mayPass = error instanceof EarmarkError && error.code === 'CONFLICT'
      if (!mayPass || Date.now() > deadline) throw error
      await sleep(500, undefined, { signal })
    }
  }
}

function asRunning<T extends ServerProcess>(server: T): T & Running {
  return Object.assign({}, server, {
    exited: server.exited.then(({ expected, signal, code }) => ({
      expected,
      reason: signal ?? `exit code ${code}`,
    })),
  })
}
