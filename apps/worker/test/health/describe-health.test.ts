import { expect, test } from 'vitest'
import { describeHealth } from '../../src/health/describe-health.js'

const working = { leases: { waitingMs: 0 }, ability: { whyUnable: null, notedMsAgo: 3_000 } }

test('a worker whose rounds come to an end lives and is ready', () => {
  expect(describeHealth(working)).toEqual({ isLive: true, whyUnready: null })
  const slow = describeHealth({ ...working, leases: { waitingMs: 15_000 } })
  expect(slow.isLive).toBe(true)
})

test('a worker whose renewals never end does not live', () => {
  expect(describeHealth({ ...working, leases: { waitingMs: 60_000 } }).isLive).toBe(false)
})

test.each([
  ['has not looked yet', { whyUnable: null, notedMsAgo: null }, 'starting'],
  ['cannot hear', { whyUnable: 'No room.', notedMsAgo: 1_000 }, 'unable'],
  ['could not hear from the start', { whyUnable: 'No room.', notedMsAgo: null }, 'unable'],
  ['has not reached Postgres', { whyUnable: null, notedMsAgo: 31_000 }, 'unreached'],
] as const)('a worker that %s lives, and is not ready', (_, ability, whyUnready) => {
  expect(describeHealth({ ...working, ability })).toEqual({ isLive: true, whyUnready })
})
