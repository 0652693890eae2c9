import { once } from 'node:events'
import { rename } from 'node:fs/promises'
import { connect, createServer } from 'node:net'

/** What says that the one who listened is gone: nobody takes the call, or the socket itself is gone. */
const GONE = new Set(['ECONNREFUSED', 'ENOENT'])

/**
 * Locks a path for as long as this process lives: the kernel alone knows that for certain, whatever ended the process, so
 * the lock is a socket that it listens on. A number in a file would be another process's after a while, and in a container
 * it is the next one's at once.
 *
 * @returns lets go of it
 */
export async function holdLock(path: string): Promise<() => void> {
  const server = createServer((caller) => caller.destroy())
  // Under its name only when it listens: what lies there and does not answer is abandoned, without a doubt.
  server.listen(`${path}.new`)
  await once(server, 'listening')
  await rename(`${path}.new`, path)
  server.unref()
  return () => void server.close()
}

/**
 * Whether the process that locked this path lives, be it stopped, or of another container on this machine.
 *
 * @returns null where there is no lock, or it cannot be told
 */
export async function isLockHeld(path: string): Promise<boolean | null> {
  const caller = connect(path)
  try {
    await once(caller, 'connect')
    return true
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!GONE.has(code)) return null
    return code === 'ENOENT' ? null : false
  } finally {
    caller.destroy()
  }
}
