import type { Writable } from 'node:stream'
import type { ApiClient } from '@earmark/client'
import type { ObjectStorage } from '@earmark/storage'
import { createStyle, type Style } from '@earmark/terminal/style'
import type { Command } from 'commander'
import type { Basics } from './basics.js'
import type { CliConfig } from './config.js'
import type { ExitCode } from './errors/exit-codes.js'
import { UsageError } from './errors/usage-error.js'
import { findConnection } from './find-connection.js'

type Output = Writable & { isTTY?: boolean; columns?: number }

/** What every command gets: where to write, and ways to what it needs, opened only when it asks. */
export type Context = {
  /** All of the environment, read when a command needs more of it than how to reach the API. */
  readConfig: () => Promise<CliConfig>
  cwd: string
  stdin: NodeJS.ReadableStream
  stdout: Output
  stderr: Output
  /** For stdout. */
  style: Style
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  /** Set by a command that ended otherwise than 0. */
  setExitCode: (code: ExitCode) => void
  openApi: () => Promise<ApiClient>
  apiUrl: () => Promise<string>
  openStorage: () => Promise<ObjectStorage>
  databaseUrl: () => Promise<string>
  /** All commands by name and description, and one of them with all it takes: for what speaks of commands. */
  loadProgram: (name: string | undefined) => Promise<Command>
}

export function createContext({
  basics,
  cwd,
  stdin,
  stdout,
  stderr,
  signal,
  setExitCode,
  loadProgram,
}: { basics: Basics } & Pick<
  Context,
  'cwd' | 'stdin' | 'stdout' | 'stderr' | 'signal' | 'setExitCode' | 'loadProgram'
>): Context {
  const connection = () => findConnection({ ...basics, cwd })
  const apiUrl = async () => {
    const url = basics.apiUrl ?? (await connection())?.apiUrl
    if (url) return url
    throw new UsageError(
      'No Earmark API is known here. Start one with npm start, or set EARMARK_API_URL and EARMARK_API_KEY.',
    )
  }
  return {
    readConfig: basics.readAll,
    cwd,
    stdin,
    stdout,
    stderr,
    signal,
    setExitCode,
    loadProgram,
    style: createStyle(basics.isColoured(stdout), stdout),
    apiUrl,
    openApi: async () => {
      const url = await apiUrl()
      const key = basics.apiKey ?? (await connection())?.apiKey
      if (!key) {
        throw new UsageError(
          `There is no key for the API at ${url}. Set EARMARK_API_KEY; npx earmark key create makes one.`,
        )
      }
      const [{ createApiClient }, { sendByHttp }] = await Promise.all([
        import('@earmark/client'),
        import('@earmark/client/send-by-http'),
      ])
      return createApiClient({ url, key, transport: sendByHttp })
    },
    openStorage: async () => {
      const config = await basics.readAll()
      const found = config.s3 ? null : (await connection())?.s3
      const { createObjectStorage } = await import('@earmark/storage')
      return createObjectStorage(
        config.s3 ??
          (found ? { ...found, forcePathStyle: found.endpoint !== undefined } : config.s3Fallback),
      )
    },
    databaseUrl: async () => {
      const url = (await basics.readAll()).databaseUrl ?? (await connection())?.databaseUrl
      if (url) return url
      throw new UsageError(
        'No Earmark database is known here. Start one with npm start, or set DATABASE_URL.',
      )
    },
  }
}
