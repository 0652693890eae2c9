import { join, relative } from 'node:path'
import { createApiClient } from '@earmark/client'
import { writeConnectionFile } from '@earmark/config'
import type { DatabaseConnection } from '@earmark/db'
import type { LauncherConfig } from './config.js'
import { sayWhile } from './say-while.js'
import { loadApi, startApps } from './start-apps.js'
import { type Servers, startServers, takePort } from './start-servers.js'
import { waitUntilReady } from './wait-until-ready.js'

export type Launched = {
  servers: Servers
  database: DatabaseConnection
  api: ReturnType<typeof createApiClient>
  apiUrl: string
  apiKey: string
  connectionFile: string
  /** API, worker, then the servers. */
  stop: () => Promise<void>
}

/** Starts everything, in the order in which one thing needs another, and writes down where it is. */
export async function launch(
  config: LauncherConfig,
  { say, signal }: { say: (line: string) => void; signal: AbortSignal },
): Promise<Launched> {
  const stops: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const stopPart of stops.splice(0).reverse()) await stopPart()
  }
  try {
    // Its modules take as long as Postgres does, and more than one core is idle meanwhile.
    const loadedApi = loadApi(config)
    stops.push(async () => void loadedApi.child.kill('SIGTERM'))
    const prepares = import('./prepare-database.js')
    prepares.catch(() => {})
    const servers = await startServers(config, { say, signal })
    stops.push(servers.stop)
    signal.throwIfAborted()
    const { database, apiKey } = await sayWhile(
      'Preparing the database',
      (await prepares).prepareDatabase({ url: servers.databaseUrl, home: config.home }),
      say,
    )
    stops.push(database.close)
    signal.throwIfAborted()
    const apiPort = await takePort('the API', config.ports.api, say)
    const apps = await sayWhile(
      'Starting the API and the worker',
      startApps(config, { servers, apiPort, loadedApi }, say),
      say,
    )
    stops.push(apps.stop)
    signal.throwIfAborted()
    const apiUrl = `http://127.0.0.1:${apiPort}`
    const api = createApiClient({ url: apiUrl, key: apiKey })
    await waitUntilReady(api, {
      logFile: apps.apiLogFile,
      addresses: {
        postgres: servers.databaseUrl,
        queue: config.queueUrl ?? servers.databaseUrl,
        ...(servers.s3.endpoint !== undefined && { storage: servers.s3.endpoint }),
      },
      say,
      signal,
    })
    await writeConnectionFile(config.home, {
      apiUrl,
      apiKey,
      databaseUrl: servers.databaseUrl,
      ...(config.queueUrl !== undefined && { queueUrl: config.queueUrl }),
      s3: describeS3(servers),
    })
    const connectionFile = relative(process.cwd(), join(config.home, 'connection.json'))
    return { servers, database, api, apiUrl, apiKey, connectionFile, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Credentials of a real S3 stay where they are: in the environment, or in AWS's own files. */
function describeS3({ isS3Embedded, s3 }: Servers) {
  const { endpoint, region, accessKeyId, secretAccessKey } = s3
  return isS3Embedded ? { endpoint, region, accessKeyId, secretAccessKey } : { endpoint, region }
}
