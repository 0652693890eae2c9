import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type * as schema from '../schema.js'

/** A drizzle handle: the database itself or a transaction on it. Every query takes one as its first argument. */
export type Database = NodePgDatabase<typeof schema>
