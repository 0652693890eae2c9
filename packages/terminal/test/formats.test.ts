import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createProgress,
  formatBar,
  formatCsvRow,
  formatDuration,
  wantsColours,
} from '../src/index.js'

test('a bar has the width asked for, whatever the share', () => {
  fc.assert(
    fc.property(fc.double(), fc.integer({ min: 1, max: 80 }), (share, width) => {
      expect(formatBar(share, width)).toHaveLength(width)
    }),
  )
  expect(formatBar(0.5, 4)).toBe('██  ')
  expect(formatBar(1 / 32, 4)).toBe('▏   ')
})

test('durations read as people say them', () => {
  expect([0, 59.4, 59.6, 200, 3599.7, 7500, 273_600].map(formatDuration)).toEqual([
    '0 s',
    '59 s',
    '1 min 00 s',
    '3 min 20 s',
    '1 h 00 min',
    '2 h 05 min',
    '3 d 4 h',
  ])
})

test('CSV quotes what needs quotes and tells an empty string from null', () => {
  expect(formatCsvRow(['a,b', 'say "x"', 'two\nlines', '', null, undefined, 1.5, { a: 1 }])).toBe(
    '"a,b","say ""x""","two\nlines","",,,1.5,"{""a"":1}"\n',
  )
})

test('CSV has no formula, wherever a spreadsheet may begin a cell', () => {
  const formulas = ['=1+1', '  =1+1', '\t=1', '＝1', 'x;=1', 'x;  @1', 'x\t+1', 'x\n-y', '\u2060=1']
  for (const text of formulas) {
    const read = formatCsvRow([text]).replaceAll('"', '')
    for (const part of read.split(/[;\t\r\n]/)) expect(part).not.toMatch(/^[\s\u2060]*[=+\-@＝]/)
  }
  expect(formatCsvRow(['a=b', 'x; y', '-1.5', '-1e-7', -3, 'don’t'])).toBe(
    'a=b,"x; y",-1.5,-1e-7,-3,don’t\n',
  )
})

test('without a terminal, progress is a plain line every few seconds and only news', () => {
  const stream = new PassThrough()
  let time = 0
  const progress = createProgress(stream, { intervalMs: 5000, now: () => time })
  progress.show('1 of 9')
  time = 5000
  progress.show('2 of 9')
  progress.show('3 of 9')
  time = 10_000
  progress.show('2 of 9')
  progress.show('4 of 9')
  progress.clear()
  expect(stream.read().toString()).toBe('2 of 9\n4 of 9\n')
})

test('on a terminal, progress redraws one line that never wraps', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 6 })
  const progress = createProgress(stream)
  progress.show('1 of 30')
  progress.clear()
  expect(stream.read().toString()).toBe('\r\u001b[2K1 of…\r\u001b[2K')
})

test('NO_COLOR wins over a terminal, and FORCE_COLOR asks for colours without one', () => {
  expect(wantsColours({ isTTY: true }, {})).toBe(true)
  expect(wantsColours({ isTTY: true }, { NO_COLOR: '1' })).toBe(false)
  expect(wantsColours({}, {})).toBe(false)
  expect(wantsColours({}, { FORCE_COLOR: '1' })).toBe(true)
  expect(wantsColours({ isTTY: true }, { TERM: 'dumb' })).toBe(false)
})
