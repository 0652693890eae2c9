import type { CompletedItem, HeardObject } from '@earmark/db'
import { expect, test } from 'vitest'
import { groupByWindows } from '../../src/classify/group-by-windows.js'

const done = (windows: number): CompletedItem => ({
  seq: windows,
  outcome: { state: 'done', object: { windows: new Array(windows) } as unknown as HeardObject },
})
const skipped: CompletedItem = { seq: 0, outcome: { state: 'skipped', objectId: 1, hearingId: 1 } }
const sizes = (items: CompletedItem[]) =>
  groupByWindows(items).map((group) => group.map(({ seq }) => seq))

test('objects of few windows are written together, of many in a transaction each', () => {
  expect(sizes([])).toEqual([])
  expect(sizes([done(1), skipped, done(2)])).toEqual([[1, 0, 2]])
  expect(sizes([done(1200), done(800), done(1), done(9000), done(1)])).toEqual([
    [1200, 800],
    [1],
    [9000],
    [1],
  ])
  expect(sizes(Array.from({ length: 256 }, () => done(1200)))).toHaveLength(256)
})
