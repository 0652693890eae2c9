import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const LOCK_FILE = 'owner.json'

interface Owner {
  pid: number
  /** When that process started: a process id alone is used again after a restart of the machine. */
  startedAt: string
}

/**
 * Takes a data folder for this process, creating it where needed; two processes in one folder would destroy it.
 * A lock whose process is gone is taken over.
 *
 * @returns a function that gives the folder free again
 * @throws Error naming the folder and the process that holds it
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = join(folder, LOCK_FILE)
  const mine: Owner = { pid: process.pid, startedAt: startOf(process.pid) ?? '' }
  const draft = join(folder, `${LOCK_FILE}.${process.pid}`)
  writeFileSync(draft, JSON.stringify(mine))
  try {
    for (;;) {
      // A hard link is made whole or not at all: no other process ever reads half a lock.
      if (tryLink(draft, lock)) return () => rmSync(lock, { force: true })
      const owner = readOwner(lock)
      if (owner && isRunning(owner)) {
        throw new Error(
          `${folder} is in use by process ${owner.pid}: only one process at a time may open it. Stop that process, or choose another folder.`,
        )
      }
      if (owner) removeStale(lock, owner)
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readOwner(lock: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as Owner
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    // Unreadable: left by a full disk, say. Nobody can hold it.
    return { pid: 0, startedAt: '' }
  }
}

/** Moves a dead owner's lock away; where another process was quicker and the lock is its own, puts it back. */
function removeStale(lock: string, stale: Owner): void {
  const aside = `${lock}.stale.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = readOwner(aside)
  if (moved && (moved.pid !== stale.pid || moved.startedAt !== stale.startedAt))
    tryLink(aside, lock)
  rmSync(aside, { force: true })
}

function isRunning({ pid, startedAt }: Owner): boolean {
  if (pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const actual = startOf(pid)
  return actual === undefined || startedAt === '' || actual === startedAt
}

/** Start of a process in the system's own notation, or undefined where there is no such process. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // Field 22, counted after the command's name, which may hold spaces and parentheses. See proc(5).
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}
