import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFreePort } from './find-free-port.js'
import {
  endProcess,
  INSTALLS,
  type RestartableServer,
  UnavailableServer,
  untilTrue,
} from './server-process.js'

const run = promisify(execFile)

const STORING = ['appendonly yes', 'save ""', 'maxmemory-policy noeviction']

export type RealRedis = RestartableServer & {
  /** Runs a command with redis-cli. @returns what it prints */
  ask: (...command: string[]) => Promise<string>
  flush: () => Promise<void>
  usedMb: () => Promise<number>
}

/**
 * The installed Redis, with its data in an append-only file.
 *
 * @param settings further lines of redis.conf; ones that stand there already are replaced
 * @param cli what redis-cli needs to be let in
 * @param port where it listens; by default on any free port, otherwise as `settings` say
 * @param isSentinel watches over others instead of keeping data
 */
export async function startRealRedis(
  options: { settings?: string[]; cli?: string[]; port?: number; isSentinel?: boolean } = {},
): Promise<RealRedis> {
  try {
    await run('redis-server', ['--version'])
  } catch {
    throw new UnavailableServer(`No redis-server can be run here. ${INSTALLS}`)
  }
  const port = options.port ?? (await findFreePort())
  const folder = await mkdtemp(join(tmpdir(), 'earmark-redis-'))
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    ...(options.isSentinel ? [] : STORING),
    ...(options.settings ?? []),
  ]
  const file = join(folder, 'redis.conf')
  await writeFile(file, `${settings.join('\n')}\n`)
  let server: ChildProcess | null = null
  const ask = async (...command: string[]) => {
    const place = ['-h', '127.0.0.1', '-p', String(port), ...(options.cli ?? [])]
    return (await run('redis-cli', [...place, ...command])).stdout.trim()
  }
  async function start(): Promise<void> {
    server = spawn('redis-server', [file, ...(options.isSentinel ? ['--sentinel'] : [])], {
      stdio: 'ignore',
    })
    await untilTrue(async () => (await ask('ping')) === 'PONG')
  }
  const end = (signal: NodeJS.Signals) => endProcess(server, signal)
  const close = async () => {
    await end('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await start()
  } catch (error) {
    await close()
    throw error
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    ask,
    flush: async () => void (await ask('flushall')),
    usedMb: async () => Number(/used_memory:(\d+)/.exec(await ask('info', 'memory'))?.[1]) / 1e6,
    close,
  }
}
