import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listPage } from '../../../src/object-storage/files/list-page.js'
import { compareKeys, SortedKeys } from '../../../src/object-storage/files/sorted-keys.js'

const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

test('keys are in the order of their UTF-8 bytes', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(byBytes(a, b))
    }),
  )
})

const everything = { prefix: '', delimiter: '' }

test('pages of any size, one after the other, give every key once and in order', () => {
  const sizes = fc.integer({ min: 1, max: 7 })
  const some = fc.uniqueArray(fc.oneof(key, fc.constantFrom('a', 'a.wav', 'a/1', 'a-b', 'a b')))
  fc.assert(
    fc.property(some, some, sizes, (keys, removed, limit) => {
      const sorted = new SortedKeys([...keys])
      for (const gone of removed) sorted.remove(gone)
      for (const added of removed.slice(0, 3)) sorted.add(added)
      const expected = new Set(keys.filter((it) => !removed.includes(it)))
      for (const added of removed.slice(0, 3)) expected.add(added)
      const listed: string[] = []
      for (let after: string | undefined = ''; after !== undefined; ) {
        const page = listPage(sorted, { ...everything, after, limit })
        listed.push(...page.keys)
        after = page.next
      }
      expect(listed).toEqual([...expected].sort(byBytes))
    }),
  )
})

test('a prefix keeps the others out', () => {
  const sorted = new SortedKeys(['b/2', 'a', 'b', 'b/1', 'b0', 'c'])
  const list = (after: string) =>
    listPage(sorted, { prefix: 'b/', delimiter: '', after, limit: 9 }).keys
  expect(list('')).toEqual(['b/1', 'b/2'])
  expect(list('b/1')).toEqual(['b/2'])
  expect(list('c')).toEqual([])
})

test('pages with a delimiter give each common prefix once, and count it as a key', () => {
  const part = fc.constantFrom('a', 'b/', '/', 'c', 'é', '\u{1f415}')
  const names = fc.uniqueArray(
    fc.array(part, { minLength: 1, maxLength: 5 }).map((it) => it.join('')),
  )
  fc.assert(
    fc.property(
      names,
      fc.constantFrom('', 'a', 'b/'),
      fc.integer({ min: 1, max: 3 }),
      (keys, prefix, limit) => {
        const sorted = new SortedKeys([...keys])
        const listed: string[] = []
        for (let after: string | undefined = ''; after !== undefined; ) {
          const page = listPage(sorted, { prefix, delimiter: '/', after, limit })
          expect(page.keys.length + page.commonPrefixes.length).toBeLessThanOrEqual(limit)
          listed.push(...page.keys, ...page.commonPrefixes)
          after = page.next
        }
        const expected = keys
          .filter((it) => it.startsWith(prefix))
          .map((it) => {
            const end = it.indexOf('/', prefix.length)
            return end < 0 ? it : it.slice(0, end + 1)
          })
        expect(listed.sort(byBytes)).toEqual([...new Set(expected)].sort(byBytes))
      },
    ),
  )
})
