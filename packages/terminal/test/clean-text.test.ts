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

test('leaves ordinary text of any script alone', () => {
  for (const text of ['dog', 'Füße 100 %+', '音楽', '👩‍👩‍👧 family', 'नमस्ते', 'می‌خواهم']) {
    expect(cleanText(text)).toBe(text)
  }
})

test('no text whatever keeps a control character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(cleanText(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
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
