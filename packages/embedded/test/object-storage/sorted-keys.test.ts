import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareKeys, SortedKeys } from '../../src/object-storage/sorted-keys.js'

const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

test('keys are in the order of their UTF-8 bytes', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(byBytes(a, b))
    }),
  )
})

test('pages of any size, one after the other, give every key once and in order', () => {
  const sizes = fc.integer({ min: 1, max: 7 })
  const some = fc.uniqueArray(fc.oneof(key, fc.constantFrom('a', 'a.wav', 'a/1', 'a-b', 'a b')))
  fc.assert(
    fc.property(some, some, sizes, (keys, removed, size) => {
      const sorted = new SortedKeys([...keys])
      for (const gone of removed) sorted.remove(gone)
      for (const added of removed.slice(0, 3)) sorted.add(added)
      const expected = new Set(keys.filter((it) => !removed.includes(it)))
      for (const added of removed.slice(0, 3)) expected.add(added)
      const listed: string[] = []
      for (;;) {
        const page = [...sorted.list('', listed.at(-1) ?? '')].slice(0, size)
        if (page.length === 0) break
        listed.push(...page)
      }
      expect(listed).toEqual([...expected].sort(byBytes))
    }),
  )
})

test('a prefix keeps the others out', () => {
  const sorted = new SortedKeys(['b/2', 'a', 'b', 'b/1', 'b0', 'c'])
  expect([...sorted.list('b/', '')]).toEqual(['b/1', 'b/2'])
  expect([...sorted.list('b/', 'b/1')]).toEqual(['b/2'])
  expect([...sorted.list('b/', 'c')]).toEqual([])
})
