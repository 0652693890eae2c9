import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createObjectFilter, type ObjectFilter, objectFilterShape } from '../src/index.js'

const object = (key: string, more: object = {}) => ({ key, size: 1, lastModified: null, ...more })
const passes = (filter: ObjectFilter, key: string, more: object = {}) =>
  createObjectFilter(filter)(object(key, more))

describe('globs', () => {
  test.each([
    ['*.wav', 'a.wav', true],
    ['*.wav', 'deep/er/a.wav', true],
    ['*.wav', 'a.wav/b.mp3', false],
    ['2026/*.wav', '2026/a.wav', true],
    ['2026/*.wav', '2026/b/a.wav', false],
    ['2026/**/*.wav', '2026/b/c/a.wav', true],
    ['2026/**/*.wav', '2026/a.wav', true],
    ['**/.hidden/**', 'a/.hidden/b.wav', true],
    ['*.{wav,flac}', 'a.flac', true],
    ['clip-[0-9].wav', 'clip-7.wav', true],
    ['clip-?.wav', 'clip-77.wav', false],
    ['a+b.wav', 'a+b.wav', true],
    ['{a,aa}+', 'aaaa', false],
    ['!a.wav', '!a.wav', true],
    ['\\(1\\).wav', '(1).wav', true],
    ['(1).wav', '(1).wav', true],
    ['ü*.wav', 'ünlü.wav', true],
    ['clip-?.wav', 'clip-🐕.wav', true],
    ['*a*b*c*', 'xaybzc', true],
    ['{2025,2026}/**', '2026/x/y.wav', true],
    ['{a,b/{c,d*}}/*.wav', 'b/dog/x.wav', true],
    ['{a,b/{c,d*}}/*.wav', 'b/e/x.wav', false],
    ['{a}.wav', '{a}.wav', true],
    ['a,b.wav', 'a,b.wav', true],
    ['x{,-left}.wav', 'x.wav', true],
    ['[!a-c].wav', 'd.wav', true],
    ['[!a-c].wav', 'b.wav', false],
    ['[]x].wav', '].wav', true],
    ['a[!b]c/x', 'a/c/x', false],
    ['a/*', 'a/', false],
    ['a/**', 'a', true],
    ['\\\\*.wav', '\\7.wav', true],
  ])('%s and %s: %s', (glob, key, isMatch) => {
    expect(passes({ include: [glob] }, key)).toBe(isMatch)
    expect(passes({ exclude: [glob] }, key)).toBe(!isMatch)
  })

  test('a key matches itself where it has no special characters', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\wäöü日本 .=@%&-]+(\/[\wäöü日本 .=@%&-]+)*$/), (key) => {
        expect(passes({ include: [key] }, key)).toBe(true)
      }),
    )
  })

  const schema = z.strictObject(objectFilterShape)
  test.each(['', 'a\0', 'x'.repeat(257), '[a', '{a,b', 'a\\', '[z-a]', 'x{1..3}'])(
    'that mean nothing are refused: %j',
    (glob) => {
      expect(schema.safeParse({ include: [glob] }).success).toBe(false)
      expect(schema.safeParse({ exclude: [glob] }).success).toBe(false)
    },
  )

  test('are refused where all of them together are too long', () => {
    const include = Array.from({ length: 17 }, () => 'x'.repeat(256))
    expect(schema.safeParse({ include: include.slice(1) }).success).toBe(true)
    expect(schema.safeParse({ include }).success).toBe(false)
  })
})

test('sizes and dates limit what is known of an object', () => {
  const lastModified = new Date('2026-03-01T00:00:00Z')
  expect(passes({ minSize: 2 }, 'a')).toBe(false)
  expect(passes({ maxSize: 1 }, 'a')).toBe(true)
  expect(passes({ minSize: 2 }, 'a', { size: null })).toBe(true)
  expect(passes({ modifiedAfter: '2026-03-01T00:00:00Z' }, 'a', { lastModified })).toBe(true)
  expect(passes({ modifiedBefore: '2026-03-01T00:00:00Z' }, 'a', { lastModified })).toBe(false)
  expect(passes({ modifiedAfter: '2026-03-01T00:00:00+01:00' }, 'a', { lastModified })).toBe(true)
})

test('objects that only show a folder are left out', () => {
  expect(passes({}, 'folder/', { size: 0 })).toBe(false)
  expect(passes({}, 'folder/', { size: 7 })).toBe(true)
})
