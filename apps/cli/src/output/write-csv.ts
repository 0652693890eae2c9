import { cleanText, formatCsvRow, writeText } from '@earmark/terminal'
import type { Context } from '../context.js'

/** Writes rows as CSV, a page at a time; the columns are those of the first row. */
export async function writeCsv(
  { stdout }: Pick<Context, 'stdout'>,
  pages: AsyncIterable<Record<string, unknown>[]> | Iterable<Record<string, unknown>[]>,
): Promise<void> {
  // A terminal must not see raw control characters; a file gets the data as it is.
  const write = (row: unknown[]) => {
    const line = formatCsvRow(row)
    return writeText(stdout, stdout.isTTY ? `${cleanText(line.slice(0, -1))}\n` : line)
  }
  let columns: string[] | null = null
  for await (const page of pages) {
    for (const row of page) {
      if (!columns) {
        columns = Object.keys(row)
        await write(columns)
      }
      await write(columns.map((column) => row[column]))
    }
  }
}
