import { type Page, readPages } from '@earmark/client'
import { type Cell, type Column, cleanText, createTable, writeText } from '@earmark/terminal'
import type { Context } from '../context.js'
import { inOwnWords } from '../errors/in-own-words.js'
import { take } from './take.js'
import { writeCsv } from './write-csv.js'
import { writeJsonArray } from './write-json-array.js'

const PAGE_SIZE = 500

export type RowList<T extends Record<string, unknown>> = {
  readPage: (
    page: { limit: number; cursor: string | undefined },
    call: { signal: AbortSignal },
  ) => Promise<Page<T>>
  limit?: number | undefined
  json?: true | undefined
  csv?: true | undefined
  columns: Column[]
  toRow: (row: T) => Cell[]
  /** What is said of an empty list where the API gives no reason. */
  empty: string
}

/** Prints a list as a table, as JSON or as CSV, a page at a time, and where it is empty why. */
export async function listRows<T extends Record<string, unknown>>(
  context: Pick<Context, 'stdout' | 'stderr' | 'style' | 'signal'>,
  { readPage, limit, json, csv, columns, toRow, empty }: RowList<T>,
): Promise<void> {
  const { stdout, stderr, style, signal } = context
  let reason = empty
  let listed = 0
  const pages = counted(
    take(
      readPages(
        (cursor) =>
          readPage({ limit: Math.min(limit ?? PAGE_SIZE, PAGE_SIZE), cursor }, { signal }),
        (note) => {
          reason = inOwnWords(note)
        },
      ),
      limit,
    ),
    (rows) => {
      listed += rows
    },
  )
  if (json) await writeJsonArray(stdout, pages)
  else if (csv) await writeCsv(context, pages)
  else {
    const table = createTable(columns, style)
    for await (const page of pages) await writeText(stdout, table.format(page.map(toRow)))
  }
  if (listed > 0) return
  // What reads JSON or CSV gets no sentence in it.
  await writeText(json || csv ? stderr : stdout, `${cleanText(reason)}\n`)
}

async function* counted<T>(
  pages: AsyncIterable<T[]>,
  onPage: (rows: number) => void,
): AsyncGenerator<T[]> {
  for await (const page of pages) {
    onPage(page.length)
    yield page
  }
}
