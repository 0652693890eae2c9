import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { preparedDir } from './config.js'

/**
 * Fills the folder `target` with what `make` makes of a folder. It is made once for all test files of a run and copied
 * for each: a server needs seconds to make its data, and a fraction of one to start on a copy.
 *
 * @param name of what is made, the same for all who want it
 */
export async function copyPrepared(
  name: string,
  target: string,
  make: (folder: string) => Promise<void>,
): Promise<void> {
  if (preparedDir === undefined) return make(target)
  const prepared = join(preparedDir, name)
  if (!existsSync(prepared)) {
    const draft = `${prepared}-${randomBytes(6).toString('hex')}`
    await make(draft)
    // Where another file was quicker, its one stands.
    await rename(draft, prepared).catch(() => rm(draft, { recursive: true }))
  }
  await cp(prepared, target, { recursive: true })
}
