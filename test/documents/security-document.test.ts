import { expect, test } from 'vitest'
// @ts-expect-error: plain JavaScript, so that it runs before anything is installed.
import { findGrave, readExceptions } from '../../scripts/audit.mjs'

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
