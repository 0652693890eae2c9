import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { connectDatabase, migrateDatabase } from '@earmark/db'
import { databaseKinds, startRealPostgres } from '@earmark/testing'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const script = fileURLToPath(new URL('../deploy/init-postgres.sh', import.meta.url))

/** The servers of tests are made by a superuser named earmark, the image's by postgres. */
async function runAs(user: string, { host }: URL, statement: string): Promise<void> {
  const { pool, close } = connectDatabase({
    url: `postgres://${user}@${host}/postgres`,
    applicationName: 'test',
  })
  await pool.query(statement)
  await close()
}

test.skipIf(databaseKinds().length === 1)(
  'what docker compose prepares is enough for an owner who is no superuser and may make no roles',
  async () => {
    const server = await startRealPostgres()
    try {
      const url = new URL(server.url)
      await runAs('earmark', url, 'create role postgres superuser login')
      await runAs('postgres', url, 'alter role earmark rename to whoever_made_the_server')
      await run(script, [], {
        env: {
          PATH: process.env.PATH,
          PGHOST: url.hostname,
          PGPORT: url.port,
          POSTGRES_USER: 'postgres',
          EARMARK_DB_PASSWORD: "it's $ecret",
        },
      })
      const { pool, close } = connectDatabase({
        url: `postgres://earmark:secret@${url.host}/earmark`,
        applicationName: 'test',
      })
      try {
        await migrateDatabase(pool)
        const { rows } = await pool.query(
          `select rolsuper or rolcreaterole as is_powerful,
            (select proowner::regrole::text from pg_proc where proname = 'read_statement') as reads_as,
            (select proowner::regrole::text from pg_proc where proname = 'read_as_reader') as answers_as,
            has_table_privilege('earmark_reader', 'earmark.results', 'select') as is_read
          from pg_roles where rolname = current_user`,
        )
        expect(rows).toEqual([
          {
            is_powerful: false,
            reads_as: 'earmark_analyst',
            answers_as: 'earmark_reader',
            is_read: true,
          },
        ])
      } finally {
        await close()
      }
    } finally {
      await server.close()
    }
  },
)
