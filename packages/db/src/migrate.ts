import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator'
import type pg from 'pg'
import { z } from 'zod'
import type { Database } from './connection/database.js'
import { openDatabase } from './connection/session.js'

const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url))
const MIGRATIONS_SCHEMA = 'earmark_migrations'
const MIGRATIONS_TABLE = 'applied'
const applied = sql`${sql.identifier(MIGRATIONS_SCHEMA)}.${sql.identifier(MIGRATIONS_TABLE)}`
/** Any number that only Earmark uses: keeps two processes from migrating at once. */
const MIGRATION_LOCK = 4_051_967_213
/**
 * Whoever wants a table that a migration waits for waits behind it: no longer than this. Then the migration gives way, and
 * comes again.
 */
const LOCK_TIMEOUT_MS = 2_000
const LOCK_PAUSE_MS = 1_000
/** For how long it comes again: a dump of a large database holds each of its tables until its end. */
const LOCK_PATIENCE_MS = 3_600_000
const LOCK_NOT_AVAILABLE = '55P03'

/** The code of notices that a migration raises. */
const RAISED = '00000'

const journalSchema = z.object({
  entries: z.array(z.object({ when: z.number(), tag: z.string() })),
})

/**
 * Brings the database to this version's schema. Running it again changes nothing, and of several at once one does it.
 * Each migration is a transaction, the lock on migrating too: a pooler in front of Postgres gives each transaction another
 * session. One that cannot have a table at once gives way to those who work with it, and tries again for an hour.
 *
 * @param onNotice told what an administrator has to do where this user may not do it, and of whom is waited for
 */
export async function migrateDatabase(
  pool: pg.Pool,
  onNotice: (message: string) => void = () => {},
): Promise<void> {
  // Postgres itself notes what is there already, under codes of its own.
  const report = ({ code, message = '' }: { code?: string; message?: string }) => {
    if (code === RAISED) onNotice(message)
  }
  const listen = (client: pg.PoolClient) => void client.on('notice', report)
  const leave = (_: Error | undefined, client: pg.PoolClient) => void client.off('notice', report)
  pool.on('acquire', listen).on('release', leave)
  try {
    await migrate(pool, onNotice)
  } finally {
    pool.off('acquire', listen).off('release', leave)
  }
}

async function migrate(pool: pg.Pool, onNotice: (message: string) => void): Promise<void> {
  const db = openDatabase(pool)
  const migrations = readMigrationFiles({ migrationsFolder })
  const deadline = Date.now() + LOCK_PATIENCE_MS
  let isWaiting = false
  for (;;) {
    try {
      if (!(await db.transaction((tx) => applyNext(tx, migrations)))) return
      isWaiting = false
    } catch (error) {
      const { code } = error as { code?: string }
      if (code !== LOCK_NOT_AVAILABLE || Date.now() > deadline) throw error
      if (!isWaiting) {
        onNotice(
          'Another transaction holds a table that has to change, such as a pg_dump. Trying again until it ends.',
        )
      }
      isWaiting = true
      await sleep(LOCK_PAUSE_MS)
    }
  }
}

/** @returns whether there was one */
async function applyNext(tx: Database, migrations: MigrationMeta[]): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`)
  await tx.execute(sql`select set_config('lock_timeout', ${`${LOCK_TIMEOUT_MS}ms`}, true)`)
  await tx.execute(sql`create schema if not exists ${sql.identifier(MIGRATIONS_SCHEMA)}`)
  await tx.execute(sql`
    create table if not exists ${applied} (id serial primary key, hash text not null, created_at bigint)`)
  const { rows } = await tx.execute<{ newest: number | null }>(
    sql`select max(created_at) as newest from ${applied}`,
  )
  const newest = rows[0]?.newest ?? 0
  const next = migrations.find(({ folderMillis }) => folderMillis > newest)
  if (!next) {
    await tx.execute(sql`select earmark.grant_analyst()`)
    await tx.execute(sql`select earmark.grant_reader_statements()`)
    return false
  }
  for (const statement of next.sql) await tx.execute(sql.raw(statement))
  await tx.execute(sql`
    insert into ${applied} (hash, created_at) values (${next.hash}, ${next.folderMillis})`)
  return true
}

export type SchemaState = {
  status: 'current' | 'missing' | 'older' | 'newer'
  /** Migrations applied to the database. */
  applied: number
  /** Migrations that this version knows. */
  known: number
}

/** Compares the database's schema with this version's. */
export async function readSchemaState(db: Database): Promise<SchemaState> {
  const journal = journalSchema.parse(
    JSON.parse(await readFile(`${migrationsFolder}/meta/_journal.json`, 'utf8')),
  )
  const known = journal.entries.length
  const {
    rows: [exists],
  } = await db.execute<{ name: string | null }>(
    sql`select to_regclass(${`${MIGRATIONS_SCHEMA}.${MIGRATIONS_TABLE}`})::text as name`,
  )
  if (!exists?.name) return { status: 'missing', applied: 0, known }
  const { rows } = await db.execute<{ when: number }>(
    sql`select created_at as "when" from ${applied}`,
  )
  const count = rows.length
  const newest = Math.max(0, ...rows.map((row) => row.when))
  const newestKnown = Math.max(0, ...journal.entries.map((entry) => entry.when))
  if (newest > newestKnown) return { status: 'newer', applied: count, known }
  return { status: newest < newestKnown ? 'older' : 'current', applied: count, known }
}

/** Says in a sentence why the schema does not fit and what to run, or null where it fits. */
export function describeSchemaMismatch(state: SchemaState): string | null {
  switch (state.status) {
    case 'current':
      return null
    case 'missing':
      return 'The database has no Earmark schema yet. Run: npx earmark migrate'
    case 'older':
      return `The database's schema is older (${state.applied} of ${state.known} migrations) than this version of Earmark. Run: npx earmark migrate`
    case 'newer':
      return `The database's schema is newer (${state.applied} migrations) than this version of Earmark (${state.known}). Upgrade Earmark: git pull && npm ci && npm run build`
  }
}
