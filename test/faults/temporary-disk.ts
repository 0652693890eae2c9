import { execFile } from 'node:child_process'
import { mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createTemporaryHome } from '@earmark/temporary'

const run = promisify(execFile)

export type TemporaryDisk = {
  path: string
  /** Leaves the workers no room for temporary files for so long. @returns how */
  takeAway: (forMs: number) => Promise<string>
  /** What stays there when the next process has come and gone: it sweeps what killed ones have left. */
  list: () => Promise<string[]>
  close: () => Promise<void>
}

/** Where the workers keep temporary files: a small disk that can really be full where root may mount one, otherwise a folder. */
export async function openTemporaryDisk(path: string): Promise<TemporaryDisk> {
  await mkdir(path)
  const isDisk = await run('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', path]).then(
    () => true,
    () => false,
  )
  const filler = join(path, 'filler')
  return {
    path,
    async takeAway(forMs) {
      if (!isDisk) {
        await rename(path, `${path}-away`)
        await sleep(forMs)
        await rename(`${path}-away`, path)
        return 'taken away'
      }
      const { bavail, bsize } = await statfs(path)
      await writeFile(filler, new Uint8Array(bavail * bsize)).catch(() => {})
      await sleep(forMs)
      await rm(filler, { force: true })
      return 'full'
    },
    async list() {
      process.env.TMPDIR = path
      const next = createTemporaryHome()
      await next.check(1)
      await next.close()
      return readdir(path)
    },
    close: async () => {
      if (isDisk) await run('umount', ['-l', path])
      await rm(path, { recursive: true, force: true })
    },
  }
}
