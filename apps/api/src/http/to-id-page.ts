import { encodeCursor } from './cursor.js'

/** Makes a page of one row more than its limit, if there is one more: that one tells that the list goes on. */
export function toIdPage<Row>(
  list: string,
  rows: readonly Row[],
  limit: number,
  idOf: (row: Row) => number,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items, nextCursor: last === undefined ? null : encodeCursor(list, [idOf(last)]) }
}
