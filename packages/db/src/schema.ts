import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  doublePrecision,
  halfvec,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  real,
  smallint,
  text,
  timestamp,
  vector,
} from 'drizzle-orm/pg-core'

// What the migrations create, as drizzle sees it. The migrations are the truth: indexes, checks and
// views stand there only.

export const earmark = pgSchema('earmark')

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

export const apiKeys = earmark.table('api_keys', {
  id: id(),
  name: text().notNull(),
  keySha256: bytea().notNull(),
  prefix: text(),
  lastUsedAt: instant(),
  createdAt: instant().notNull().defaultNow(),
  revokedAt: instant(),
})

export const models = earmark.table('models', {
  id: id(),
  name: text().notNull(),
  revision: text().notNull(),
  dtype: text().notNull(),
  kind: text({ enum: ['clap', 'classifier'] }).notNull(),
  logitScale: doublePrecision(),
  sampleRate: integer().notNull(),
  windowS: doublePrecision().notNull(),
  files: jsonb().notNull().default({}),
  problemType: text({ enum: ['single_label_classification', 'multi_label_classification'] }),
  labelSetId: ref(),
  createdAt: instant().notNull().defaultNow(),
  workerSeenAt: instant(),
})

export const objects = earmark.table('objects', {
  id: id(),
  bucket: text().notNull(),
  key: text().notNull(),
  etag: text().notNull(),
  versionId: text().notNull().default(''),
  size: ref().notNull(),
  lastModified: instant(),
  durationS: doublePrecision(),
  sampleRate: integer(),
  channels: integer(),
  heardChannel: integer(),
  codec: text(),
  createdAt: instant().notNull().defaultNow(),
})

export const hearings = earmark.table('hearings', {
  id: id(),
  objectId: ref().notNull(),
  modelId: ref().notNull(),
  windowMs: integer().notNull(),
  hopMs: integer().notNull(),
  windows: integer().notNull(),
  heardAt: instant().notNull().defaultNow(),
})

export const embeddings = earmark.table(
  'embeddings',
  {
    hearingId: ref().notNull(),
    windowIndex: integer().notNull(),
    modelId: ref().notNull(),
    startS: doublePrecision().notNull(),
    endS: doublePrecision().notNull(),
    embedding: halfvec({ dimensions: 512 }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.hearingId, table.windowIndex] })],
)

export const labelSets = earmark.table('label_sets', {
  id: id(),
  name: text().notNull(),
  version: integer().notNull(),
  template: text().notNull(),
  furtherTemplates: text().array().notNull().default([]),
  contentSha256: bytea().notNull(),
  createdAt: instant().notNull().defaultNow(),
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
})

export const textEmbeddings = earmark.table(
  'text_embeddings',
  {
    modelId: ref().notNull(),
    promptSha256: bytea().notNull(),
    prompt: text().notNull(),
    embedding: vector({ dimensions: 512 }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.modelId, table.promptSha256] })],
)

export const labelEmbeddings = earmark.table(
  'label_embeddings',
  {
    labelId: ref().notNull(),
    modelId: ref().notNull(),
    embedding: vector({ dimensions: 512 }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.labelId, table.modelId] })],
)

export const batches = earmark.table('batches', {
  id: id(),
  name: text(),
  state: text({ enum: batchStates }).notNull().default('scanning'),
  source: jsonb().notNull(),
  modelId: ref().notNull(),
  windowMs: integer().notNull(),
  hopMs: integer().notNull(),
  priority: smallint().notNull().default(5),
  keepTop: integer(),
  apiKeyId: ref(),
  scanCursor: text(),
  leftOut: bigint({ mode: 'number' }).notNull().default(0),
  scannedAt: instant(),
  itemsFound: ref().notNull().default(0),
  claimedSeq: ref().notNull().default(0),
  code: text(),
  reason: text(),
  createdAt: instant().notNull().defaultNow(),
  finishedAt: instant(),
})

export const batchLabelSets = earmark.table(
  'batch_label_sets',
  {
    batchId: ref().notNull(),
    labelSetId: ref().notNull(),
    position: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.batchId, table.labelSetId] })],
)

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

export const chunks = earmark.table('chunks', {
  id: id(),
  batchId: ref().notNull(),
  seqs: bigint({ mode: 'number' }).array().notNull().default([]),
  queuedAt: instant(),
  holder: text(),
  leaseUntil: instant(),
  takes: integer().notNull().default(0),
  heardPart: real().notNull().default(0),
  createdAt: instant().notNull().defaultNow(),
})

export const classifications = earmark.table(
  'classifications',
  {
    hearingId: ref().notNull(),
    labelId: ref().notNull(),
    probability: real().notNull(),
    similarity: real(),
    peakProbability: real().notNull(),
    peakWindow: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.hearingId, table.labelId] })],
)
