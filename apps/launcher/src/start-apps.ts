import { join } from 'node:path'
import type { LauncherConfig } from './config.js'
import { type LoadedApp, loadApp, startApp } from './start-app.js'
import type { Servers } from './start-servers.js'
import { type Running, type Supervised, supervise } from './supervise.js'

/** Loads the API, which then begins as soon as the servers are there. */
export function loadApi(config: LauncherConfig): LoadedApp {
  return load(config, 'api')
}

function load(config: LauncherConfig, folder: 'api' | 'worker'): LoadedApp {
  const logFile = join(config.home, 'logs', `${folder}.log`)
  return loadApp(folder, { logFile, environment: baseEnvironment(config) })
}

/**
 * Starts the API and the worker on the servers, and stops them in that order. The worker comes last: whoever waits, waits
 * for the API.
 *
 * @param loadedApi the API's first process
 */
export async function startApps(
  config: LauncherConfig,
  { servers, apiPort, loadedApi }: { servers: Servers; apiPort: number; loadedApi: LoadedApp },
  say: (line: string) => void,
): Promise<{ apiLogFile: string; stop: () => Promise<void> }> {
  const environment = childEnvironment(config, servers)
  const start = (
    name: string,
    takeLoaded: () => LoadedApp,
    extra: NodeJS.ProcessEnv,
  ): Promise<Supervised<Running>> =>
    supervise(name, () => startApp(name, takeLoaded(), { ...environment, ...extra }), say)
  const loadedWorker = load(config, 'worker')
  const takeApi = firstOr(loadedApi, () => load(config, 'api'))
  const takeWorker = firstOr(loadedWorker, () => load(config, 'worker'))
  let api: Supervised<Running> | undefined
  try {
    const started = await start('The API', takeApi, {
      API_HOST: '127.0.0.1',
      API_PORT: String(apiPort),
    })
    api = started
    const worker = await start('The worker', takeWorker, metricsOfWorker(config.environment))
    return {
      apiLogFile: loadedApi.logFile,
      async stop() {
        await started.stop()
        await worker.stop()
      },
    }
  } catch (error) {
    loadedWorker.child.kill('SIGTERM')
    await api?.stop()
    throw error
  }
}

/** The first process is there already; whoever starts again makes a new one. */
function firstOr(loaded: LoadedApp, make: () => LoadedApp): () => LoadedApp {
  let first: LoadedApp | undefined = loaded
  return () => {
    const taken = first ?? make()
    first = undefined
    return taken
  }
}

/** Two programs cannot have one port: the worker's is the next one. */
function metricsOfWorker({ METRICS_PORT }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const port = Number(METRICS_PORT)
  return port > 0 ? { METRICS_PORT: String(port + 1) } : {}
}

/** What is known before any server is there. */
function baseEnvironment({ environment, home }: LauncherConfig): NodeJS.ProcessEnv {
  // Absolute: the model that was chosen lies in it.
  return { ...environment, EARMARK_HOME: home }
}

function childEnvironment(config: LauncherConfig, servers: Servers): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...baseEnvironment(config),
    DATABASE_URL: servers.databaseUrl,
    // It has been read.
    DATABASE_URL_FILE: undefined,
    ...(servers.isPostgresEmbedded && {
      DATABASE_DIRECT_URL: undefined,
      DATABASE_DIRECT_URL_FILE: undefined,
      // Its one session would keep those of all connections.
      DATABASE_PREPARE: 'false',
    }),
    // Whoever can reach this start works on the same machine.
    WEBHOOK_ALLOW: config.environment.WEBHOOK_ALLOW || 'localhost,127.0.0.0/8,::1',
  }
  if (!servers.isS3Embedded) return environment
  const { endpoint, region, accessKeyId, secretAccessKey } = servers.s3
  return {
    ...environment,
    S3_ENDPOINT: endpoint,
    S3_FORCE_PATH_STYLE: 'true',
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }
}
