import { expect, test } from 'vitest'
import { createStyle, createTable, fit, formatTable } from '../src/index.js'

test('lines columns up by what a terminal shows, not by code units', () => {
  const table = formatTable(
    [{ title: 'key' }, { title: 'n', align: 'right' }],
    [
      ['音楽.wav', '7'],
      ['long-name.wav', '1234'],
    ],
  )
  expect(table).toBe(
    ['key               n', '音楽.wav          7', 'long-name.wav  1234', ''].join('\n'),
  )
})

test('cleans cells before it paints them', () => {
  const style = createStyle(true)
  const table = formatTable([{ title: 'key' }], [[{ text: 'a\u001b[2J', paint: style.red }]], style)
  expect(table).toContain('\u001b[31ma\\u001b[2J\u001b[39m')
})

test('cuts long cells to the width of their column', () => {
  expect(fit('abcdef', 4)).toBe('abc…')
  expect(fit('音楽音楽', 4)).toBe('音…')
  expect(fit('abcd', 4)).toBe('abcd')
})

test('a table printed in pieces has one head, and later rows keep to the columns', () => {
  const table = createTable([{ title: 'label' }, { title: 'key' }])
  expect(table.format([['thunder', 'a']])).toBe('label    key\nthunder  a\n')
  expect(table.format([['rain', 'b']])).toBe('rain     b\n')
})
