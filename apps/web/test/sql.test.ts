import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { chooseAxes } from '../src/sql/answer/chart/choose-axes'
import { readPoints } from '../src/sql/answer/chart/line'
import { formatPlace, readPlace } from '../src/sql/answer/chart/read-axis'
import { roundTicks } from '../src/sql/answer/chart/round-ticks'
import { columnWidths } from '../src/sql/answer/column-widths'
import { toCsv } from '../src/sql/answer/download-csv'
import { placeOfError, sayPlace } from '../src/sql/ask/place-of-error'
import { fitRecipe } from '../src/sql/cookbook/fit-recipe'
import { readCookbook } from '../src/sql/cookbook/read-cookbook'

const cookbook = readFileSync(new URL('../../../docs/sql.md', import.meta.url), 'utf8')

test('the examples are all of the cookbook, in its chapters', () => {
  const recipes = readCookbook(cookbook)
  expect(recipes).toHaveLength(cookbook.match(/^\d+\\\. /gm)!.length)
  expect([...new Set(recipes.map(({ chapter }) => chapter))]).toEqual([
    'Find',
    'Count',
    'Doubt',
    'Watch',
    'When and where',
  ])
  expect(recipes[0]!.title).toBe('The surest dogs')
  expect(recipes.every(({ statement }) => /^(select|with) [^`]+;$/.test(statement))).toBe(true)
})

test('an example speaks of the label set, the model and the template that are there', () => {
  const names = {
    labelSet: { name: "o'clock", version: 3, template: 'Sound of {}' },
    model: 'clap-mini',
  }
  const fitted = readCookbook(cookbook).map(({ statement }) => fitRecipe(statement, names))
  expect(fitted[0]).toContain("label_set = 'o''clock' and label_set_version = 3")
  expect(fitted[1]).toContain("earmark.search('Sound of rain', ")
  expect(fitted[2]).toContain("earmark.score('Sound of dog', ")
  expect(fitted.join('\n')).not.toMatch(/'clap'(?! and a\.label)|'sounds'/)
})

test('an archive without a label set leaves the examples as they are', () => {
  const { statement } = readCookbook(cookbook)[0]!
  expect(fitRecipe(statement, {})).toBe(statement)
})

test.each([
  ['select nosuch from x', 8, 'nosuch', 'character 8'],
  ['select "no such" from x', 8, '"no such"', 'character 8'],
  ['select 1,\n  nosuch', 13, 'nosuch', 'line 2, character 3'],
  // Postgres counts characters, browsers half of some.
  ["select '🐕', nosuch", 13, 'nosuch', 'character 13'],
  ['select (', 9, '', 'character 9'],
])('in %j, %d is %j', (statement, position, word, said) => {
  const { from, to } = placeOfError(statement, position)
  expect(statement.slice(from, to)).toBe(word)
  expect(sayPlace(statement, position)).toBe(said)
})

const answer = {
  columns: [
    { name: 'day', type: 'timestamp with time zone' },
    { name: 'label', type: 'text' },
    { name: 'objects', type: 'bigint' },
    { name: 'hours', type: 'numeric' },
  ],
  rows: [
    ['2025-03-15 00:00:00+00', '=rain', 7, 0.5],
    ['2025-03-14 12:00:00+00', 'a "dog"', 3, null],
  ],
  isComplete: true,
}

test('a chart draws the first number over what is none, unless asked otherwise', () => {
  expect(chooseAxes(answer, {})).toEqual({ x: 0, y: 2 })
  expect(chooseAxes(answer, { x: 'label', y: 'hours' })).toEqual({ x: 1, y: 3 })
  expect(chooseAxes(answer, { x: 'gone', y: 'label' })).toEqual({ x: 0, y: 2 })
  expect(chooseAxes({ columns: answer.columns.slice(0, 2), rows: [['a', 'b']] }, {})).toBe(
    undefined,
  )
})

test('a chart names its bars by what tells them apart', () => {
  const rows = [
    ['sounds', 'rain', 1],
    ['sounds', 'wind', 2],
  ]
  const columns = ['label_set', 'label', 'n'].map((name) => ({ name, type: 'text' }))
  expect(chooseAxes({ columns, rows }, {})).toEqual({ x: 1, y: 2 })
})

test('a line runs from the earliest to the latest, and leaves out what is not known', () => {
  const [first, second] = ['2025-03-14T12:00:00Z', '2025-03-15T00:00:00Z'].map(Date.parse)
  expect(readPoints(answer, { x: 0, y: 2 })).toEqual([
    { x: first, y: 3 },
    { x: second, y: 7 },
  ])
  expect(readPoints(answer, { x: 0, y: 3 })).toEqual([{ x: second, y: 0.5 }])
  expect(readPoints(answer, { x: 1, y: 2 }).map(({ x }) => x)).toEqual([0, 1])
})

test.each([
  ['2025-03-14 05:00:00.25+00', Date.UTC(2025, 2, 14, 5, 0, 0, 250)],
  ['2025-03-14 05:00:00+05:30', Date.UTC(2025, 2, 13, 23, 30)],
  ['2025-03-14 05:00:00', Date.UTC(2025, 2, 14, 5)],
  ['2025-03-14', Date.UTC(2025, 2, 14)],
  ['infinity', undefined],
])('%s is a place on an axis of time', (text, ms) => {
  expect(readPlace(text, true)).toBe(ms)
})

test('an axis names its times as exactly as it is long', () => {
  const at = Date.UTC(2025, 2, 14, 5, 6, 7)
  const hour = 3_600_000
  expect([hour, 48 * hour, 1000 * hour].map((span) => formatPlace(at, span))).toEqual([
    '05:06:07',
    '03-14 05:06',
    '2025-03-14',
  ])
})

test.each([
  [0, 0.27, [0, 0.1, 0.2, 0.3]],
  [0, 1204, [0, 500, 1000, 1500]],
  [-3, 2, [-4, -2, 0, 2]],
  [0, 0, [0, 0.5]],
])('an axis from %d to %d has round figures', (least, most, ticks) => {
  const found = roundTicks(least, most, 4)
  expect(found[0]).toBeLessThanOrEqual(least)
  expect(found.at(-1)).toBeGreaterThanOrEqual(most)
  expect(found.slice(0, 2)).toEqual(ticks.slice(0, 2))
})

test('a file for spreadsheets has no formula in it', () => {
  expect(toCsv(answer)).toBe(
    `day,label,objects,hours
2025-03-15 00:00:00+00,'=rain,7,0.5
2025-03-14 12:00:00+00,"a ""dog""",3,
`,
  )
})

test('a column is as wide as what it holds, within reason', () => {
  const wide = { columns: answer.columns.slice(1, 2), rows: [['x'.repeat(500)]] }
  expect(columnWidths(wide)).toEqual([51])
  expect(columnWidths({ columns: [{ name: 'n', type: 'int' }], rows: [] })).toEqual([9])
})
