/** What is remembered of a page that is not in sight. */
export type KnownPage = {
  /** Where it begins, as the page before says; of the first, empty. */
  cursor: string
  /** How many rows it has; null until it has come. */
  rows: number | null
}

export const FIRST_PAGE: readonly KnownPage[] = [{ cursor: '', rows: null }]

/** So many rows before its beginning a page is wanted. */
const AHEAD = 50

/** How many rows there are as far as the list is known. */
export function countRows(known: readonly KnownPage[]): number {
  return known.reduce((sum, { rows }) => sum + (rows ?? 0), 0)
}

/**
 * What is known once a page has come. Where it ends elsewhere than it did, the pages behind it begin elsewhere, too, and
 * are found anew.
 *
 * @returns the same list where nothing has changed
 */
export function notePage(
  known: readonly KnownPage[],
  index: number,
  { rows, nextCursor }: { rows: number; nextCursor: string | null },
): readonly KnownPage[] {
  const page = known[index]
  if (!page) return known
  const next = known[index + 1]?.cursor ?? null
  if (page.rows === rows && next === nextCursor) return known
  const kept = next === nextCursor ? known.slice(index + 1) : []
  const found =
    next === nextCursor || nextCursor === null ? [] : [{ cursor: nextCursor, rows: null }]
  return [...known.slice(0, index), { ...page, rows }, ...kept, ...found]
}

/** The pages that have a row between two, or nearly, by their places. */
export function pagesInSight(
  known: readonly KnownPage[],
  { first, last }: { first: number; last: number },
): number[] {
  const inSight: number[] = []
  let start = 0
  for (const [index, { rows }] of known.entries()) {
    const end = start + (rows ?? 1)
    if (start <= last + AHEAD && end > first - AHEAD) inSight.push(index)
    start += rows ?? 0
  }
  return inSight
}

/** @returns the page that a row is on, and its place there */
export function placeOf(known: readonly KnownPage[], row: number): { page: number; at: number } {
  let at = row
  for (const [page, { rows }] of known.entries()) {
    if (at < (rows ?? 0)) return { page, at }
    at -= rows ?? 0
  }
  return { page: -1, at }
}
