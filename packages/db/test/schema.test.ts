import { databaseKinds } from '@earmark/testing'
import { is, sql } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as schema from '../src/schema.js'
import { openArchive } from './archive.js'

const tables = Object.values(schema).filter((value) => is(value, PgTable))

describe.each(databaseKinds())('the tables that queries are built from, on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())

  test.each(tables.map((table) => [getTableConfig(table).name, table] as const))(
    '%s has the columns that the migrations give it',
    async (name, table) => {
      const { rows } = await archive.db.execute(sql`
        select attname as name, replace(format_type(atttypid, atttypmod), 'earmark.', '') as type, attnotnull as "isRequired"
        from pg_attribute
        where attrelid = ${`earmark.${name}`}::regclass and attnum > 0 and not attisdropped`)
      const columns = getTableConfig(table).columns.map((column) => ({
        name: toSnakeCase(column.name),
        type: column.getSQLType(),
        isRequired: column.notNull,
      }))
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
      expect(columns.toSorted(byName)).toEqual((rows as typeof columns).toSorted(byName))
    },
  )

  test('an item has the states that the migrations give it', async () => {
    const { rows } = await archive.db.execute(
      sql`select unnest(enum_range(null::earmark.item_state))::text as state`,
    )
    expect(rows.map(({ state }) => state)).toEqual(schema.itemStates)
  })
})
