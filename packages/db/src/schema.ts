import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  doublePrecision,
  integer,
  pgSchema,
  primaryKey,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core'

// The tables that queries are built from; most queries are SQL and need none. The migrations are the truth, and a test
// holds these to them: columns, types and what may be null.

const earmark = pgSchema('earmark')

const id = () => bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity()
const ref = () => bigint({ mode: 'number' })
const instant = () => timestamp({ withTimezone: true })
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

export const itemStates = ['pending', 'running', 'done', 'skipped', 'failed'] as const
export type ItemState = (typeof itemStates)[number]
const itemState = earmark.enum('item_state', itemStates)

export const batchStates = [
  'scanning',
  'running',
  'paused',
  'cancelling',
  'cancelled',
  'completed',
  'completed_with_failures',
  'failed',
] as const
export type BatchState = (typeof batchStates)[number]

export const hearings = earmark.table('hearings', {
  id: id(),
  objectId: ref().notNull(),
  modelId: ref().notNull(),
  windowMs: integer().notNull(),
  hopMs: integer().notNull(),
  windows: integer().notNull(),
  samplesSha256: bytea(),
  heardAt: instant().notNull().defaultNow(),
})

export const labelSets = earmark.table('label_sets', {
  id: id(),
  name: text().notNull(),
  version: integer().notNull(),
  template: text().notNull(),
  furtherTemplates: text().array().notNull().default([]),
  contentSha256: bytea().notNull(),
  createdAt: instant().notNull().defaultNow(),
  scoring: text({ enum: ['shares', 'presence'] })
    .notNull()
    .default('shares'),
  oneAtATime: boolean().notNull().default(false),
})

export const labels = earmark.table('labels', {
  id: id(),
  labelSetId: ref().notNull(),
  position: integer().notNull(),
  name: text().notNull(),
  prompts: text().array().notNull(),
  synonyms: text().array().notNull().default([]),
  isBackground: boolean().notNull().default(false),
  byExample: boolean().notNull().default(false),
  threshold: doublePrecision(),
})

export const items = earmark.table(
  'items',
  {
    batchId: ref().notNull(),
    seq: ref().notNull(),
    bucket: text().notNull(),
    key: text().notNull(),
    etag: text(),
    versionId: text(),
    size: ref(),
    state: itemState().notNull().default('pending'),
    /** The state where it is an end: done, skipped or failed. Postgres keeps it. */
    endedState: itemState().generatedAlwaysAs(
      sql`case when state in ('done', 'skipped', 'failed') then state end`,
    ),
    attempts: smallint().notNull().default(0),
    crashes: smallint().notNull().default(0),
    dueAt: instant(),
    code: text(),
    message: text(),
    objectId: ref(),
    hearingId: ref(),
    startedAt: instant(),
    finishedAt: instant(),
  },
  (table) => [primaryKey({ columns: [table.batchId, table.seq] })],
)
