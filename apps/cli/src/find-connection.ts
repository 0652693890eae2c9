import { dirname, join, resolve } from 'node:path'
import { type Connection, readConnectionFile } from '@earmark/config/connection-file'

/**
 * Finds what a running `npm start` wrote down: in EARMARK_HOME where it is set, otherwise in `.earmark` of the
 * working directory, of the folders above it, and of the repository.
 *
 * @returns null where nothing was ever started
 */
export async function findConnection({
  home,
  cwd,
  repositoryRoot,
}: {
  home?: string | undefined
  cwd: string
  repositoryRoot: string
}): Promise<Connection | null> {
  if (home !== undefined) return readConnectionFile(resolve(cwd, home))
  for (const folder of [...foldersUpward(cwd), repositoryRoot]) {
    const connection = await readConnectionFile(join(folder, '.earmark'))
    if (connection) return connection
  }
  return null
}

function* foldersUpward(start: string): Generator<string> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    yield folder
    if (folder === dirname(folder)) return
  }
}
