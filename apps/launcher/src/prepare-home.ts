import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EarmarkError } from '@earmark/core/errors'

/**
 * Makes the home and what lies in it, and tries whether it can be written to: each server would otherwise fail on its own,
 * with a word of the system's.
 *
 * @throws EarmarkError CONFLICT naming the folder, the system's reason and what to do
 */
export async function prepareHome(home: string): Promise<void> {
  for (const folder of [home, ...['postgres', 's3', 'logs'].map((name) => join(home, name))]) {
    const probe = join(folder, `.probe-${process.pid}`)
    try {
      await makeFolder(folder)
      await writeFile(probe, '')
      await rm(probe)
    } catch (cause) {
      const { code = String(cause) } = cause as NodeJS.ErrnoException
      throw new EarmarkError(
        'CONFLICT',
        `${folder} cannot be written to (${code}), and npm start keeps its data there. Set EARMARK_HOME to a folder that you may write to.`,
        { permanent: true, cause },
      )
    }
  }
}

/** By hand: Node's own recursive mkdir never returns where the parent is there and yet says ENOENT, as /proc does. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return
  if (!existsSync(dirname(folder))) await makeFolder(dirname(folder))
  await mkdir(folder, { mode: 0o700 })
}
