import type { NodePgDatabase } from 'drizzle-orm/node-postgres'

/** A drizzle handle: the database itself or a transaction on it. Every query takes one as its first argument. */
export type Database = NodePgDatabase<Record<string, never>>
