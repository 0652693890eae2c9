import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { EarmarkError } from '@earmark/core'
import { FOLDER_PREFIX, HOST_FILE, LOCK_FILE } from './folder-layout.js'
import { holdLock } from './lock-socket.js'
import { sweepAbandoned } from './sweep-abandoned.js'

/** The temporary files of one process. */
export interface TemporaryHome {
  /**
   * Runs work with a folder of its own, which is gone afterwards whatever happens. The work has ended all that writes there
   * when it settles.
   *
   * @throws EarmarkError FOLDER_UNWRITABLE where there is no such folder, or where there was no room for what the work wrote
   */
  withFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result>
  /**
   * Writes so many bytes and removes them, to see whether work can be done here.
   *
   * @throws EarmarkError FOLDER_UNWRITABLE with the reason
   */
  check(bytes: number): Promise<void>
  /** Removes all that is left. */
  close(): Promise<void>
}

export interface TemporaryHomeOptions {
  /** Told how many folders of dead processes were removed, where there were any. */
  onSwept?: (folders: number) => void
}

/** What the folders of pieces of work begin with. */
const FOLDER = 'w'
/** The shortest limit of a socket's path, macOS', less what stands behind TMPDIR: the decoder has sockets in the folders. */
const MAX_PARENT_BYTES = 103 - `/${FOLDER_PREFIX}XXXXXX/${FOLDER}XXXXXX/pipe-XXXXXX/pipe`.length

type Home = { path: string; letGo: () => void }

/**
 * A folder below TMPDIR that belongs to this process by a lock, in which all of its temporary files lie. What processes that
 * are dead have left there is swept when it is made, which is when it is needed first, and again where somebody has removed
 * it: systems clean their folders for temporary files.
 */
export function createTemporaryHome(options: TemporaryHomeOptions = {}): TemporaryHome {
  let home: Promise<Home> | undefined

  function open(): Promise<Home> {
    if (home) return home
    const opening = openHome(options)
    home = opening
    opening.catch(() => {
      if (home === opening) home = undefined
    })
    return opening
  }

  async function makeFolder(): Promise<string> {
    const opened = open()
    const { path, letGo } = await opened
    try {
      return await mkdtemp(join(path, FOLDER))
    } catch (error) {
      if (await exists(path)) throw error
      if (home === opened) {
        home = undefined
        letGo()
      }
      return mkdtemp(join((await open()).path, FOLDER))
    }
  }

  async function close(): Promise<void> {
    const closed = await home?.catch(() => undefined)
    home = undefined
    if (!closed) return
    closed.letGo()
    await remove(closed.path)
  }

  async function withFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
    const folder = await makeFolder().catch((error: unknown) => {
      throw unwritable(error)
    })
    try {
      return await work(folder)
    } catch (error) {
      throw isOutOfRoom(error) ? unwritable(error) : error
    } finally {
      await remove(folder)
    }
  }

  return {
    withFolder,
    check: (bytes) =>
      withFolder(async (folder) => {
        await writeFile(join(folder, 'check'), new Uint8Array(bytes), { flush: true })
      }).catch((error: unknown) => {
        throw unwritable(error)
      }),
    close,
  }
}

async function openHome({ onSwept }: TemporaryHomeOptions): Promise<Home> {
  const parent = tmpdir()
  if (Buffer.byteLength(parent) > MAX_PARENT_BYTES) {
    throw new EarmarkError(
      'FOLDER_UNWRITABLE',
      `The path of the folder for temporary files is too long for sockets: ${parent}. Set TMPDIR to one of at most ${MAX_PARENT_BYTES} bytes.`,
      { permanent: true, value: parent },
    )
  }
  const swept = await sweepAbandoned(parent)
  if (swept > 0) onSwept?.(swept)
  const path = await mkdtemp(join(parent, FOLDER_PREFIX))
  try {
    await writeFile(join(path, HOST_FILE), hostname())
    return { path, letGo: await holdLock(join(path, LOCK_FILE)) }
  } catch (error) {
    await remove(path)
    throw error
  }
}

/** A file that is just being closed may appear while the folder is being emptied. */
function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

const reasons: Record<string, string> = {
  ENOSPC: 'its disk is full',
  EDQUOT: 'its disk quota is used up',
  EROFS: 'it is read-only',
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  ENOENT: 'it does not exist',
  ENOTDIR: 'it is no folder',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
}

/** Whatever else fails in the work, down to a file that is missing, may be about something else than the folder. */
function isOutOfRoom(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException
  return error instanceof Error && syscall !== undefined && (code === 'ENOSPC' || code === 'EDQUOT')
}

function unwritable(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof EarmarkError) return error
  const { code = '' } = error as NodeJS.ErrnoException
  const reason = reasons[code] ?? error.message
  const message = `The folder for temporary files cannot be used: ${tmpdir()}: ${reason}. Make room in it, or set TMPDIR to another.`
  return new EarmarkError('FOLDER_UNWRITABLE', message, {
    permanent: true,
    value: tmpdir(),
    cause: error,
  })
}
