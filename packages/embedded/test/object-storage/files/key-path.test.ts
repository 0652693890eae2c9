import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeKeyPath, encodeKeyPath } from '../../../src/object-storage/files/key-path.js'

const key = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
  fc.string({ unit: fc.constantFrom('a', 'A', '/', '.', '+', '^', '%', ' ', 'é'), minLength: 1 }),
  fc.constantFrom('..', '../../etc/passwd', '/', 'a//b', 'a/', 'x'.repeat(1024), 'ü'.repeat(512)),
)

test('every key comes back from its path', () => {
  fc.assert(
    fc.property(key, (it) => {
      expect(decodeKeyPath(encodeKeyPath(it))).toBe(it)
    }),
  )
})

test('no path leaves its folder, and each of its names is short enough for a file', () => {
  fc.assert(
    fc.property(key, (it) => {
      for (const name of `${encodeKeyPath(it)}._S3rver_metadata.json`.split('/')) {
        expect(name).not.toMatch(/^(\.{0,2}|\.upload-.*)$/)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
      }
    }),
  )
})

test('two keys have two paths, also where capitals count for nothing', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      fc.pre(a !== b)
      expect(encodeKeyPath(a).toLowerCase()).not.toBe(encodeKeyPath(b).toLowerCase())
    }),
  )
})
