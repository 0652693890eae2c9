import { fileURLToPath } from 'node:url'
import { readVariable } from '@earmark/config/read-secret'
import { wantsColours } from '@earmark/terminal/style'
import type { CliConfig } from './config.js'

/** Found from this file, so that it does not depend on the folder the command is typed in. */
const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url))

/** What every command needs of the environment. */
export type Basics = {
  apiUrl?: string | undefined
  apiKey?: string | undefined
  /** Where connection.json is looked for; undefined: beside the working directory, upward, and in the repository. */
  home?: string | undefined
  repositoryRoot: string
  isColoured: (stream: { isTTY?: boolean }) => boolean
  /** All of the environment, read when it is first asked for. Rejects with ConfigError naming every variable that is wrong. */
  readAll: () => Promise<CliConfig>
}

/**
 * Reads what every command needs, without the schemas of the whole configuration: they take longer to load than the rest of
 * a command that asks the API. What may be wrong is left to them, which say what is.
 *
 * @throws ConfigError naming every variable that is wrong
 */
export async function readBasics(environment: NodeJS.ProcessEnv = process.env): Promise<Basics> {
  let all: Promise<CliConfig> | undefined
  const readAll = () => {
    all ??= import('./config.js').then(({ readConfig }) => readConfig(environment))
    return all
  }
  const { apiUrl, apiKey } = readApi(environment) ?? (await readAll())
  const { EARMARK_HOME, NO_COLOR = '', FORCE_COLOR = '', TERM = '' } = environment
  return {
    apiUrl,
    apiKey,
    home: EARMARK_HOME || undefined,
    repositoryRoot,
    isColoured: (stream) => wantsColours(stream, { NO_COLOR, FORCE_COLOR, TERM }),
    readAll,
  }
}

/** @returns null where something is wrong with them */
function readApi(environment: NodeJS.ProcessEnv): Pick<Basics, 'apiUrl' | 'apiKey'> | null {
  try {
    const apiUrl = readVariable('EARMARK_API_URL', environment)
    if (apiUrl !== undefined && !/^https?:$/.test(new URL(apiUrl).protocol)) return null
    return { apiUrl, apiKey: readVariable('EARMARK_API_KEY', environment) || undefined }
  } catch {
    return null
  }
}
