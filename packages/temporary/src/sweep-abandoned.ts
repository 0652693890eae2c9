import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { FOLDER_PREFIX, HOST_FILE, LOCK_FILE } from './folder-layout.js'
import { isLockHeld } from './lock-socket.js'

/** A folder that has no lock yet is being made, or its maker died in that very moment. */
const UNLOCKED_MS = 60_000
/** On a file system that several machines share, a lock answers only on its own. One that lives writes now and then. */
const SILENT_ELSEWHERE_MS = 24 * 3_600_000

/**
 * Removes the folders for temporary files whose process is dead: killed ones leave theirs, and a full disk would stay full.
 * What cannot be judged or removed stays.
 *
 * @returns how many were removed
 */
export async function sweepAbandoned(parent: string): Promise<number> {
  const names = await readdir(parent)
  let swept = 0
  for (const name of names.filter((one) => one.startsWith(FOLDER_PREFIX))) {
    const folder = join(parent, name)
    try {
      if (!(await isAbandoned(folder))) continue
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
      swept += 1
    } catch {
      // Another user's, or another process is sweeping it too.
    }
  }
  return swept
}

async function isAbandoned(folder: string): Promise<boolean> {
  const { mtimeMs } = await stat(folder)
  const silentMs = Date.now() - mtimeMs
  const isHeld = await isLockHeld(join(folder, LOCK_FILE))
  if (isHeld === null) return silentMs > UNLOCKED_MS && !(await hasLock(folder))
  if (isHeld) return false
  const host = await readFile(join(folder, HOST_FILE), 'utf8')
  return host === hostname() || silentMs > SILENT_ELSEWHERE_MS
}

async function hasLock(folder: string): Promise<boolean> {
  return (await readdir(folder)).includes(LOCK_FILE)
}
