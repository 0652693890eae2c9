import { randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writing } from '../disk-error.js'
import type { ModelHome } from '../model-home.js'

/** Makes a finished folder a model, or takes the place of an older one: what is in place is whole at every moment. */
export async function installFolder(
  home: ModelHome,
  staging: string,
  folder: string,
): Promise<string> {
  const dir = join(home.dir, folder)
  await removeFolder(home, folder)
  await writing(dir, () => rename(staging, dir))
  return dir
}

/** Takes a model away by one rename, then deletes it. */
export async function removeFolder(home: ModelHome, folder: string): Promise<void> {
  const trash = join(home.workDir, `trash-${randomUUID()}`)
  await writing(home.dir, async () => {
    try {
      await rename(join(home.dir, folder), trash)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      throw error
    }
    await rm(trash, { recursive: true, force: true })
  })
}
