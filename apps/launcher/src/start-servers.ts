import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EarmarkError } from '@earmark/core/errors'
import { type ServerProcess, startObjectStorage, startPostgres } from '@earmark/embedded'
import type { S3Config } from '@earmark/storage'
import { choosePort } from './choose-port.js'
import type { LauncherConfig } from './config.js'
import { sayWhile } from './say-while.js'
import { type Running, supervise } from './supervise.js'
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
  const run: Run = async (name, start) => {
    const starting = supervise(
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
    const startings = [
      config.databaseUrl ?? startDatabase(config, run, { say, signal }),
      config.s3 ?? startStorage(config, run, { say, signal }),
    ] as const
    // Whatever becomes of one, the other is there to be stopped.
    await Promise.allSettled(startings)
    const [databaseUrl, s3] = await Promise.all(startings)
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

type Run = <T extends ServerProcess>(name: string, start: () => Promise<T>) => Promise<T>
type Telling = { say: (line: string) => void; signal: AbortSignal }

async function startDatabase(
  config: LauncherConfig,
  run: Run,
  { say, signal }: Telling,
): Promise<string> {
  const port = await takePort('Postgres', config.ports.postgres, say)
  const dataDir = join(config.home, 'postgres')
  const start = () => startPatiently(() => startPostgres({ dataDir, port }), signal)
  return (await run('Postgres', start)).url
}

async function startStorage(
  config: LauncherConfig,
  run: Run,
  { say, signal }: Telling,
): Promise<S3Config> {
  const port = await takePort('S3', config.ports.s3, say)
  const dataDir = join(config.home, 's3')
  const start = () => startPatiently(() => startObjectStorage({ dataDir, port }), signal)
  const { endpoint, region, accessKeyId, secretAccessKey } = await run('The S3 server', start)
  return { endpoint, region, accessKeyId, secretAccessKey, forcePathStyle: true }
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
