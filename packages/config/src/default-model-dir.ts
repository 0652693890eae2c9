import { readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The embedded model, found from this file: it does not depend on the folder a program was started in. */
export const defaultModelDir: string = fileURLToPath(
  new URL('../../../models/clap-mini', import.meta.url),
)

const repositoryHome = fileURLToPath(new URL('../../../.earmark', import.meta.url))

/** Where pulled models lie. @param home EARMARK_HOME; unset: .earmark of the repository */
export function modelsDir(home: string | undefined): string {
  return join(resolve(home ?? repositoryHome), 'models')
}

/**
 * The model that programs take where EARMARK_MODEL does not name one: the one that `earmark model use` chose, otherwise
 * the embedded one.
 *
 * @param home EARMARK_HOME
 */
export function chosenModelDir(home: string | undefined): string {
  const dir = modelsDir(home)
  const folder = readChoice(join(dir, 'current.json'))
  return folder === undefined ? defaultModelDir : join(dir, folder)
}

/** A folder's name, never a path: it must lie where models are pulled to. */
function readChoice(file: string): string | undefined {
  try {
    const { folder } = JSON.parse(readFileSync(file, 'utf8'))
    const isName =
      typeof folder === 'string' && folder.includes('--') && basename(folder) === folder
    return isName ? folder : undefined
  } catch {
    return undefined // none was chosen
  }
}
