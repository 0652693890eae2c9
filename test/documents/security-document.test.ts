import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
// @ts-expect-error: plain JavaScript, so that it runs before anything is installed.
import { findGrave, readExceptions } from '../../scripts/audit.mjs'

const repository = join(import.meta.dirname, '../..')

test('every threat names a test that is there', () => {
  const rows = readFileSync(join(repository, 'SECURITY.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .slice(1)
  expect(rows.length).toBeGreaterThan(10)
  for (const row of rows) {
    const tests = [...(row.split(' | ').at(-1) ?? '').matchAll(/`([^`]+)`/g)].map(
      ([, path = '']) => path,
    )
    expect([row, tests.length > 0]).toEqual([row, true])
    for (const path of tests)
      expect([path, existsSync(join(repository, path))]).toEqual([path, true])
  }
})

test('an exception has a reason and a day on which it ends', () => {
  for (const exception of readExceptions()) {
    expect(exception).toEqual({
      id: expect.stringMatching(/^GHSA-/),
      reason: expect.stringMatching(/\w{3}/),
      until: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    })
  }
})

test('what is grave and not excepted, or no longer, is found, once', () => {
  const advisory = (id: string, severity: string) => ({
    url: `https://github.com/advisories/${id}`,
    title: id,
    severity,
  })
  const report = {
    vulnerabilities: {
      a: { via: [advisory('GHSA-1', 'high'), advisory('GHSA-2', 'low')] },
      b: { via: ['a', advisory('GHSA-1', 'high'), advisory('GHSA-3', 'critical')] },
    },
  }
  const found = (until: string) =>
    findGrave(report, [{ id: 'GHSA-1', until }], new Date('2026-06-01')).map(
      ({ id }: { id: string }) => id,
    )
  expect(found('2026-06-01')).toEqual(['GHSA-3'])
  expect(found('2026-05-31')).toEqual(['GHSA-1', 'GHSA-3'])
  expect(findGrave({}, [], new Date())).toEqual([])
})
