import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { createStyle, formatProgress, formatTable } from '../src/index.js'

const columns = [
  { title: 'probability', align: 'right' as const },
  { title: '', isOrnament: true },
  { title: 'label', maxWidth: 32 },
  { title: 'object', isPath: true },
  { title: 'message', isText: true },
]
const message = 'ffmpeg finds no audio in the bytes: the container says nothing of a sound track.'
const rows = [
  [
    '98.0 %',
    '██████████',
    'bird singing',
    's3://archive/2026/03/field recordings/morning/bird.flac',
    message,
  ],
  ['2.1 %', '▏         ', '音楽', 's3://archive/x.wav', ''],
]

describe.each([40, 60, 80, 120])('a terminal of %i columns', (width) => {
  const style = createStyle(false, { isTTY: true, columns: width })

  test('no line of a table is longer', () => {
    const table = formatTable(columns, rows, style)
    for (const line of table.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width)
  })

  test('sentences are whole, and the end of an address is there', () => {
    const table = formatTable(columns, rows, style)
    const words = table.replaceAll(/\s+/g, ' ')
    for (const word of message.split(' ')) expect(words).toContain(word)
    expect(table).toContain('bird.flac')
    expect(table).toContain('98.0 %')
  })

  test('a line of progress keeps what is heaviest', () => {
    const line = formatProgress(
      [
        { text: '████████████████████', weight: 1 },
        { text: '45 %', weight: 9 },
        { text: '1,234 of 3,000', weight: 4 },
        { text: 'done 1,230', weight: 2 },
        { text: 'failed 4', weight: 5 },
        { text: '123 objects/s', weight: 7 },
        { text: '3 min 20 s left', weight: 8 },
      ],
      width - 1,
    )
    expect(stringWidth(line)).toBeLessThan(width)
    for (const part of ['45 %', '123 objects/s', '3 min 20 s left']) expect(line).toContain(part)
    expect(line).not.toContain('…')
  })
})

test('what is no terminal gets whole rows, however long', () => {
  const table = formatTable(columns, rows, createStyle(false, { columns: 40 }))
  expect(table).toContain(`${rows[0]![3]}  ${message}\n`)
})

test('a narrow terminal gets a block for each row', () => {
  const style = createStyle(false, { isTTY: true, columns: 40 })
  expect(formatTable(columns, rows.slice(1), style)).toBe(
    ['probability  2.1 %', 'label        音楽', 'object       s3://archive/x.wav', ''].join('\n'),
  )
})
