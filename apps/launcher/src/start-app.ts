import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EarmarkError } from '@earmark/core/errors'
import type { Running } from './supervise.js'

const STOP_TIMEOUT_MS = 40_000
const MAX_LOG_BYTES = 20_000_000
const SHOWN_LOG_LINES = 15

/** What a loaded program is told. */
export type Beginning = { environment: NodeJS.ProcessEnv }

/** A program that is loaded, or being so, and begins when it is told in which environment. */
export type LoadedApp = {
  logFile: string
  child: ChildProcess
  exited: Promise<{ reason: string }>
}

/**
 * Loads one of Earmark's programs in a child process that logs into a file. It is told of our end by its IPC channel, so
 * that it never outlives us, however we end.
 *
 * @param folder of the program in apps/, built
 * @param environment what is known of it yet
 */
export function loadApp(
  folder: 'api' | 'worker',
  { logFile, environment }: { logFile: string; environment: NodeJS.ProcessEnv },
): LoadedApp {
  const dist = new URL(`../../${folder}/dist/`, import.meta.url)
  const begin = new URL('begin-when-told.js', import.meta.url)
  begin.searchParams.set('loads', new URL(`start-${folder}.js`, dist).href)
  const log = openLog(logFile)
  const child = fork(fileURLToPath(new URL('main.js', dist)), {
    env: environment,
    execArgv: [...process.execArgv, `--import=${begin.href}`],
    stdio: ['ignore', log, log, 'ipc'],
    // A group of its own: a Ctrl-C in the terminal is for us, and we stop our children in their order.
    detached: true,
  })
  closeSync(log)
  const exited = new Promise<{ reason: string }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ reason: signal ?? `exit code ${code}` }))
    child.once('error', (error) => resolve({ reason: error.message }))
  })
  return { logFile, child, exited }
}

/**
 * Lets a loaded program begin, and resolves when it says that it is ready.
 *
 * @throws EarmarkError with the end of its log where it ends before it is ready
 */
export async function startApp(
  name: string,
  { child, logFile, exited: ended }: LoadedApp,
  environment: NodeJS.ProcessEnv,
): Promise<Running> {
  let isStopping = false
  const exited = ended.then(({ reason }) => ({ expected: isStopping, reason }))
  const ready = new Promise<true>((resolve) => {
    child.on('message', (message) => {
      if ((message as { type?: string }).type === 'ready') resolve(true)
    })
  })
  const running: Running = {
    exited,
    async stop() {
      isStopping = true
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await exited
      clearTimeout(timer)
    },
  }
  // One that has ended takes no message, and says so below.
  child.send({ environment } satisfies Beginning, () => {})
  const first = await Promise.race([ready, exited])
  if (first === true) return running
  throw new EarmarkError(
    'INTERNAL',
    `${name} ended with ${first.reason} before it was ready. The end of ${logFile}:\n${readTail(logFile)}`,
  )
}

/** Appends, and keeps one older file, so that logs have an end. */
function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > MAX_LOG_BYTES) renameSync(path, `${path}.1`)
  return openSync(path, 'a', 0o600)
}

function readTail(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-SHOWN_LOG_LINES).join('\n')
}
