import { randomUUID } from 'node:crypto'
import { open, readFile, rm, stat, utimes } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { EarmarkError } from '@earmark/core'
import { writing } from './disk-error.js'

export interface ProcessLockOptions {
  /** Exists while the lock is held. */
  file: string
  /** Called once, where another process holds the lock. */
  onWait?: () => void
  signal?: AbortSignal | undefined
}

interface Holder {
  token: string
  pid: number
  host: string
}

const RETRY_MS = 200
const HEARTBEAT_MS = 5000
/** A holder on another machine that has not been heard of for so long is gone. */
const SILENT_MS = 60_000
/** One whose process number still exists here may only have been suspended. */
const SUSPENDED_MS = 600_000

/**
 * Runs work while no other process runs work under the same lock. What a killed process leaves behind is taken over.
 *
 * @throws EarmarkError CANCELLED where the signal aborts while it waits
 */
export async function withProcessLock<T>(
  options: ProcessLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const { file, signal } = options
  const holder: Holder = { token: randomUUID(), pid: process.pid, host: hostname() }
  let hasWaited = false
  while (!(await tryTake(file, holder))) {
    if (!hasWaited) options.onWait?.()
    hasWaited = true
    if (!(await removeIfAbandoned(file))) await wait(signal)
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(file, now, now).catch(() => {}) // the folder may be gone: the work itself will tell
  }, HEARTBEAT_MS)
  heartbeat.unref()
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    const current = await readHolder(file)
    if (current?.token === holder.token) await rm(file, { force: true })
  }
}

async function tryTake(file: string, holder: Holder): Promise<boolean> {
  return writing(file, async () => {
    try {
      const handle = await open(file, 'wx')
      await handle.writeFile(JSON.stringify(holder))
      await handle.close()
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  })
}

async function wait(signal: AbortSignal | undefined): Promise<void> {
  const options = signal ? { signal } : {}
  await sleep(RETRY_MS, undefined, options).catch((cause) => {
    throw new EarmarkError('CANCELLED', 'Stopped while another process was pulling this model.', {
      cause,
    })
  })
}

/** @returns whether there may be no lock any more */
async function removeIfAbandoned(file: string): Promise<boolean> {
  const holder = await readHolder(file)
  const silentMs = await silence(file)
  if (silentMs === undefined) return true
  if (holder === undefined) {
    // Between being created and being written; or its writer died right there.
    if (silentMs > SILENT_MS) await rm(file, { force: true })
    return silentMs > SILENT_MS
  }
  if (silentMs <= patience(holder)) return false
  // Of all who find this holder gone, one may remove it, after making sure that it still is this one's.
  const claim = `${file}.${holder.token}`
  if (!(await tryTake(claim, holder))) return false
  try {
    if ((await readHolder(file))?.token === holder.token) await rm(file, { force: true })
  } finally {
    await rm(claim, { force: true })
  }
  return true
}

function patience(holder: Holder): number {
  if (holder.host !== hostname()) return SILENT_MS
  return isAlive(holder.pid) ? SUSPENDED_MS : -1
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function silence(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined)
  return found && Math.max(0, Date.now() - found.mtimeMs)
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}
