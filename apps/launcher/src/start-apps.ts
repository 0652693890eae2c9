import { join } from 'node:path'
import type { LauncherConfig } from './config.js'
import { startApp } from './start-app.js'
import type { Servers } from './start-servers.js'
import { supervise } from './supervise.js'

/** Starts the API and the worker on the servers, and stops them in that order. */
export async function startApps(
  config: LauncherConfig,
  { servers, apiPort }: { servers: Servers; apiPort: number },
  say: (line: string) => void,
): Promise<{ apiLogFile: string; stop: () => Promise<void> }> {
  const logFileOf = (folder: string) => join(config.home, 'logs', `${folder}.log`)
  const environment = childEnvironment(config, servers)
  const start = (name: string, folder: string, extra: NodeJS.ProcessEnv = {}) =>
    supervise(
      name,
      () =>
        startApp({
          name,
          entry: new URL(`../../${folder}/dist/main.js`, import.meta.url),
          environment: { ...environment, ...extra },
          logFile: logFileOf(folder),
        }),
      say,
    )
  const api = await start('The API', 'api', {
    API_HOST: '127.0.0.1',
    API_PORT: String(apiPort),
  })
  try {
    const worker = await start('The worker', 'worker', metricsOfWorker(config.environment))
    return {
      apiLogFile: logFileOf('api'),
      async stop() {
        await api.stop()
        await worker.stop()
      },
    }
  } catch (error) {
    await api.stop()
    throw error
  }
}

/** Two programs cannot have one port: the worker's is the next one. */
function metricsOfWorker({ METRICS_PORT }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const port = Number(METRICS_PORT)
  return port > 0 ? { METRICS_PORT: String(port + 1) } : {}
}

function childEnvironment(config: LauncherConfig, servers: Servers): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...config.environment,
    DATABASE_URL: servers.databaseUrl,
    // It has been read.
    DATABASE_URL_FILE: undefined,
    ...(servers.isPostgresEmbedded && {
      DATABASE_DIRECT_URL: undefined,
      DATABASE_DIRECT_URL_FILE: undefined,
    }),
    // Absolute: the model that was chosen lies in it.
    EARMARK_HOME: config.home,
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
