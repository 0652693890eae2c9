import { readFileSync } from 'node:fs'
import type pg from 'pg'

const folder = new URL('../../migrations/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8')
const journal: { when: number; tag: string }[] = JSON.parse(read('meta/_journal.json')).entries
const { newest } = JSON.parse(read('meta/released.json')) as { newest: string }
const releasedCount = journal.findIndex(({ tag }) => tag === newest) + 1

const statementsOf = (tag: string) => read(`${tag}.sql`).split('--> statement-breakpoint')

/** Migrations that no release has, each with its statements, without comments. */
export const unreleased = journal.slice(releasedCount).map(({ tag }) => ({
  tag,
  statements: statementsOf(tag).map((text) => text.replaceAll(/^\s*--.*$/gm, '').trim()),
}))

/** Brings an empty database to the schema of the last release. */
export async function migrateToReleased(client: pg.ClientBase): Promise<void> {
  if (releasedCount === 0) throw new Error(`released.json names ${newest}, which is no migration`)
  await client.query('create schema earmark_migrations')
  await client.query(
    'create table earmark_migrations.applied (id serial primary key, hash text not null, created_at bigint)',
  )
  for (const { tag, when } of journal.slice(0, releasedCount)) {
    for (const statement of statementsOf(tag)) await client.query(statement)
    await client.query(
      'insert into earmark_migrations.applied (hash, created_at) values ($1, $2)',
      [tag, when],
    )
  }
}
