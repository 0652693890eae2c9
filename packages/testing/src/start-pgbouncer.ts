import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './find-free-port.js'
import { serverAccount, untilPostgresAnswers } from './start-real-postgres.js'

/**
 * A PgBouncer of a test's own in front of a Postgres. Its databases have the names that they have there.
 *
 * @param poolSize the most connections that it opens to a database of that Postgres
 */
export async function startPgbouncer(
  postgresUrl: string,
  poolMode: 'session' | 'transaction',
  poolSize = 20,
): Promise<{ url: string; close: () => Promise<void> }> {
  const upstream = new URL(postgresUrl)
  const port = await findFreePort()
  const folder = await mkdtemp(join(tmpdir(), 'earmark-pgbouncer-'))
  const settings = join(folder, 'pgbouncer.ini')
  await writeFile(
    settings,
    `[databases]
* = host=127.0.0.1 port=${upstream.port} user=${upstream.username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${poolMode}
default_pool_size = ${poolSize}
max_client_conn = 2000
`,
  )
  const user = await serverAccount()
  if (user.uid !== undefined && user.gid !== undefined) {
    await Promise.all([folder, settings].map((path) => chown(path, user.uid!, user.gid!)))
  }
  const server = spawn('pgbouncer', ['--quiet', settings], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  })
  const url = new URL(postgresUrl)
  url.port = String(port)
  await untilPostgresAnswers(url.href)
  return {
    url: url.href,
    close: async () => {
      const exited = once(server, 'exit')
      server.kill('SIGKILL')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}
