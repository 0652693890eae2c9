import { expect, test } from 'vitest'
import { countRows, FIRST_PAGE, notePage, pagesInSight, placeOf } from '../src/ui/pages/known-pages'

const PAGE = 100

/** A list as the API hands it out: each page says where the next begins. */
function readPage(length: number, cursor: string) {
  const start = Number(cursor)
  const rows = Math.min(PAGE, length - start)
  return { rows, nextCursor: start + rows < length ? String(start + rows) : null }
}

/** Reads what is in sight until nothing new comes. @returns what is known, and how many pages were asked for */
function look(length: number, sight: { first: number; last: number }, from = FIRST_PAGE) {
  let known = from
  let asked = 0
  for (let before: typeof known | undefined; before !== known; ) {
    before = known
    const inSight = pagesInSight(known, sight)
    asked = Math.max(asked, inSight.length)
    for (const index of inSight) {
      const { cursor } = known[index] ?? {}
      if (cursor !== undefined) known = notePage(known, index, readPage(length, cursor))
    }
  }
  return { known, asked }
}

test('a list of a hundred thousand rows is scrolled to its end with a few pages in sight', () => {
  const length = 100_000
  let { known, asked } = look(length, { first: 0, last: 30 })
  for (let row = 0; row < length; row += 25) {
    const seen = look(length, { first: row, last: row + 30 }, known)
    known = seen.known
    asked = Math.max(asked, seen.asked)
  }
  expect(countRows(known)).toBe(length)
  expect(asked).toBeLessThanOrEqual(3)
  expect(placeOf(known, 54_321)).toEqual({ page: 543, at: 21 })
})

test('the last page grows, and what is found behind it is added', () => {
  const { known } = look(150, { first: 100, last: 149 }, look(150, { first: 0, last: 60 }).known)
  expect(countRows(known)).toBe(150)
  const grown = look(420, { first: 100, last: 149 }, known)
  expect(countRows(grown.known)).toBe(200)
  expect(grown.known.at(-1)).toEqual({ cursor: '200', rows: null })
})

test('pages behind one that ends elsewhere are found anew', () => {
  const known = look(300, { first: 0, last: 260 }).known
  expect(known).toHaveLength(3)
  const moved = notePage(known, 0, { rows: 100, nextCursor: '107' })
  expect(moved).toEqual([
    { cursor: '', rows: 100 },
    { cursor: '107', rows: null },
  ])
  expect(notePage(known, 0, { rows: 40, nextCursor: null })).toEqual([{ cursor: '', rows: 40 }])
})

test('what has not changed is the same list, and a page that is gone is not noted', () => {
  const { known } = look(300, { first: 0, last: 30 })
  expect(notePage(known, 0, readPage(300, ''))).toBe(known)
  expect(notePage(known, 7, { rows: 1, nextCursor: null })).toBe(known)
})

test('an empty list has one page and no row', () => {
  const { known } = look(0, { first: 0, last: 0 })
  expect(known).toEqual([{ cursor: '', rows: 0 }])
  expect(placeOf(known, 0)).toEqual({ page: -1, at: 0 })
})
