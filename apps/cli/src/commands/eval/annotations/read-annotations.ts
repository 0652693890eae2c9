import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UsageError } from '../../../errors/usage-error.js'
import type { Annotation } from './annotation.js'
import type { LeftOutCounter } from './left-out.js'
import { readTable, type TableOptions } from './read-table.js'

const TABLE = /\.(txt|csv|tsv)$/i

/**
 * What people labelled, of tables and of folders with tables, in the order given.
 *
 * @throws UsageError where a table is missing, or of no known form
 */
export async function readAnnotations(
  paths: readonly string[],
  { cwd, ...options }: TableOptions & { cwd: string },
  leftOut: LeftOutCounter,
): Promise<Annotation[]> {
  const annotations: Annotation[] = []
  for (const path of paths) {
    for (const table of await listTables(resolve(cwd, path), path)) {
      const rows = await readTable(await readFile(table), table, options, leftOut)
      // Not push(...rows): a table may have more rows than a call may have arguments.
      for (const row of rows) annotations.push(row)
    }
  }
  return annotations
}

async function listTables(path: string, given: string): Promise<string[]> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw new UsageError(`There is no table ${given}.`)
  if (!found.isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true })
  const tables = entries.filter((entry) => TABLE.test(entry)).sort()
  if (tables.length > 0) return tables.map((table) => join(path, table))
  throw new UsageError(`There are no tables (.txt, .csv or .tsv) in ${given}.`)
}
