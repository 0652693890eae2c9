import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanJson, cleanText } from '../src/index.js'

test('shows control characters, bidi overrides and lone surrogates as escapes', () => {
  expect(cleanText('a\u001b[31mred')).toBe('a\\u001b[31mred')
  expect(cleanText('two\nlines\tand\r')).toBe('two\\nlines\\tand\\r')
  expect(cleanText('\u009b31m\u007f\u0000')).toBe('\\u009b31m\\u007f\\u0000')
  expect(cleanText('gpj.\u202egnp')).toBe('gpj.\\u202egnp')
  expect(cleanText('half \ud83d pair')).toBe('half \\ud83d pair')
})

test('shows what is invisible: tag characters, fillers, zero widths, selectors that nothing needs', () => {
  const hidden = '\u{e0068}\u{e0069}'
  expect(cleanText(`dog${hidden}`)).toBe('dog\\udb40\\udc68\\udb40\\udc69')
  for (const character of [
    '\u{e0100}',
    '\u034f',
    '\u115f',
    '\u3164',
    '\u200b',
    '\ufe00',
    '\u2061',
    '\u00ad',
    '\u061c',
  ]) {
    expect(cleanText(`a${character}b`)).toMatch(/^a(\\u[0-9a-f]{4})+b$/)
  }
  expect(JSON.parse(cleanJson(hidden))).toBe(hidden)
  expect(cleanJson(hidden)).toMatch(/^[\x20-\x7e]*$/)
})

test('leaves ordinary text of any script alone', () => {
  for (const text of [
    'dog',
    'Füße 100 %+',
    '音楽',
    '👩‍👩‍👧 family',
    'नमस्ते',
    'می‌خواهم',
    '☀️',
    'ᠮᠣᠩᠭᠣᠯ',
  ]) {
    expect(cleanText(text)).toBe(text)
  }
})

test('no text whatever keeps a control character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(cleanText(text)).not.toMatch(
        /(?!\u180b|\u180c|\u180d|\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cc}\p{Default_Ignorable_Code_Point}]/u,
      )
    }),
  )
})

test('escaped JSON still is the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(cleanJson(value, 2))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
  expect(cleanJson({ key: '\u009b\u202e\n' })).toBe('{"key":"\\u009b\\u202e\\n"}')
})
