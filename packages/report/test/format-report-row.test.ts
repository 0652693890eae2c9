import type { ReportRow } from '@earmark/db'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatReportRow, placeReport, reportHeader } from '../src/index.js'

const row: ReportRow = {
  seq: 1,
  bucket: 'archive',
  key: 'a.wav',
  etag: 'e',
  state: 'failed',
  code: 'EMPTY_OBJECT',
  message: 'It holds no bytes.',
  attempts: 1,
  durationS: null,
  windows: null,
}
const readCsv = (line: string) =>
  parse<Record<string, string>>(reportHeader + line, { columns: true })[0]!

describe('a line of the report', () => {
  test.each([
    '=cmd|calc',
    '+1',
    '-x.wav',
    '@sum',
    '\tx',
    '\rx',
    ' =1+1',
    '\u00a0=1',
    '＝1+1',
    '\u200b@x',
  ])('is no formula where the key begins like one: %j', (key) => {
    expect(readCsv(formatReportRow({ ...row, key }, 'csv')).key).toBe(`'${key}`)
    expect(JSON.parse(formatReportRow({ ...row, key }, 'ndjson')).key).toBe(key)
  })

  test('keeps any other key, and no cell begins a formula', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (key) => {
        const read = readCsv(formatReportRow({ ...row, key, message: key }, 'csv'))
        const withoutGuards = (text = '') => text.replaceAll("'", '')
        expect(withoutGuards(read.key)).toBe(withoutGuards(key))
        for (const cell of Object.values(read)) {
          for (const part of cell.split(/[;\t\r\n]/)) {
            expect(part).not.toMatch(/^\s*(?!-\d+(\.\d+)?$)[=+\-@＝＋－＠]/)
          }
        }
      }),
    )
  })

  test('is one line of NDJSON whatever the key holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        const line = formatReportRow({ ...row, key }, 'ndjson')
        expect(line.indexOf('\n')).toBe(line.length - 1)
        expect(JSON.parse(line)).toEqual({ ...row, key, seq: undefined })
      }),
    )
  })
})

test('a report goes to the file named, or under the prefix', () => {
  expect(placeReport('s3://archive/reports/', 7)).toEqual({
    bucket: 'archive',
    key: 'reports/batch-7.csv',
    format: 'csv',
  })
  expect(placeReport('s3://archive', 7).key).toBe('batch-7.csv')
  expect(placeReport('s3://archive/reports', 7).key).toBe('reports/batch-7.csv')
  expect(placeReport('s3://archive/x.ndjson', 7)).toEqual({
    bucket: 'archive',
    key: 'x.ndjson',
    format: 'ndjson',
  })
})
