import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { listen } from './listen.js'
import { lockFolder } from './lock-folder.js'
import { servePostgres } from './postgres/serve-postgres.js'
import { SharedSession } from './postgres/shared-session.js'
import { serveAsChild } from './serve-as-child.js'
import type { PostgresChildOptions } from './start-postgres.js'

serveAsChild<PostgresChildOptions>(async ({ dataDir, host, port }) => {
  const unlock = lockFolder(dataDir)
  try {
    const password = readPassword(join(dataDir, 'password'))
    const db = await PGlite.create({ dataDir: join(dataDir, 'data'), extensions: { vector } })
    const session = await SharedSession.create(db, (error) => {
      process.stderr.write(`The embedded Postgres broke down: ${error.message}\n`)
      process.exit(1)
    })
    const server = servePostgres(session, password)
    const sockets = new Set<Socket>()
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    return {
      port: await listen(server, { host, port, who: 'The embedded Postgres' }),
      details: { password },
      close: async () => {
        server.close()
        for (const socket of sockets) socket.destroy()
        await db.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
})

/** Any program of this machine can reach the port; only those that may read the data folder get in. */
function readPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(16).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}
