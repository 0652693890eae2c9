import { fork } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EarmarkError } from '@earmark/core'
import type { Running } from './supervise.js'

const STOP_TIMEOUT_MS = 40_000
const MAX_LOG_BYTES = 20_000_000
const SHOWN_LOG_LINES = 15

/**
 * Starts one of Earmark's programs as a child process that logs into a file, and resolves when it says that it is
 * ready. It is told of our end by its IPC channel, so that it never outlives us, however we end.
 *
 * @throws EarmarkError with the end of its log where it ends before it is ready
 */
export async function startApp({
  name,
  entry,
  environment,
  logFile,
}: {
  name: string
  /** Built JavaScript. */
  entry: URL
  environment: NodeJS.ProcessEnv
  logFile: string
}): Promise<Running> {
  const log = openLog(logFile)
  const child = fork(fileURLToPath(entry), {
    env: environment,
    stdio: ['ignore', log, log, 'ipc'],
    // A group of its own: a Ctrl-C in the terminal is for us, and we stop our children in their order.
    detached: true,
  })
  closeSync(log)
  let isStopping = false
  const exited = new Promise<{ expected: boolean; reason: string }>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve({ expected: isStopping, reason: signal ?? `exit code ${code}` }),
    )
    child.once('error', (error) => resolve({ expected: isStopping, reason: error.message }))
  })
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
