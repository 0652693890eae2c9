import { type ServerProcess, startChild } from './start-child.js'

export interface PostgresOptions {
  /** Folder for the data, created where needed; one process at a time. */
  dataDir: string
  /** 0, the default, takes any free port. */
  port?: number
  host?: string
}

export interface PostgresProcess extends ServerProcess {
  /** postgres:// URL with the password, which is made once and kept in the data folder. */
  url: string
}

/** What postgres-child.ts is told. */
export type PostgresChildOptions = Required<PostgresOptions>

/**
 * Starts Postgres 18 with pgvector (PGlite, in WebAssembly) in a child process, reachable by any Postgres client.
 *
 * All clients share one session underneath, so statements run one at a time and a client inside a transaction holds
 * up the others. COPY … FROM STDIN, session-level advisory locks and more than one database are not to be had.
 *
 * @throws EarmarkError CONFLICT where the port is taken or another process has the data folder open
 */
export async function startPostgres({
  dataDir,
  port = 0,
  host = '127.0.0.1',
}: PostgresOptions): Promise<PostgresProcess> {
  const options: PostgresChildOptions = { dataDir, port, host }
  const child = await startChild(new URL('../dist/postgres-child.js', import.meta.url), options)
  const { details, ...server } = child
  const url = `postgres://postgres:${details.password}@${host}:${server.port}/postgres`
  return { ...server, url }
}
