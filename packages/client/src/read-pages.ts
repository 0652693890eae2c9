import type { Page } from './page.js'

/**
 * Follows a list's cursors to its end, a page at a time.
 *
 * @param onNote told why there is nothing
 */
export async function* readPages<T>(
  readPage: (cursor: string | undefined) => Promise<Page<T>>,
  onNote?: (note: string) => void,
): AsyncGenerator<T[]> {
  let cursor: string | undefined
  do {
    const page = await readPage(cursor)
    if (page.note) onNote?.(page.note)
    if (page.items.length > 0) yield page.items
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}
