import { shapeOf } from '@earmark/contract'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { findMisfit } from '../src/find-misfit.js'

const schema = z.object({
  state: z.enum(['queued', 'done']),
  at: z.date(),
  reason: z.string().nullable(),
  size: z.int().nonnegative(),
  counts: z.record(z.string(), z.int()),
  parts: z.array(z.strictObject({ kind: z.literal('a') })).optional(),
  schedule: z.union([z.object({ everyS: z.int() }), z.object({ cron: z.string() })]).nullable(),
})
const answer = {
  state: 'done',
  at: '2026-03-01T12:00:00.000Z',
  reason: null,
  size: 1,
  counts: {},
  schedule: { everyS: 60 },
}
const misfitOf = (changes: object) => findMisfit(shapeOf(schema), { ...answer, ...changes })

test('an answer is read as it was sent', () => {
  expect(misfitOf({})).toBeNull()
})

test.each([
  ['fields', { added: { deep: 1 } }],
  ['fields of what is in it', { parts: [{ kind: 'a', added: true }] }],
  ['words', { state: 'dreaming' }],
  ['fixed words', { parts: [{ kind: 'b' }] }],
  ['forms', { schedule: { moon: 'full' } }],
  ['entries', { counts: { new: 3 } }],
])('%s that only a newer API knows are no misfit', (_, changes) => {
  expect(misfitOf(changes)).toBeNull()
})

test.each([
  [{ state: 7 }, 'it.state is no string'],
  [{ at: null }, 'it.at is no string'],
  [{ size: '1' }, 'it.size is no number'],
  [{ reason: undefined }, 'it.reason is missing'],
  [{ parts: {} }, 'it.parts is no list'],
  [{ parts: [{ kind: 'a' }, {}] }, 'it.parts.1.kind is missing'],
  [{ counts: [] }, 'it.counts is no object'],
  [{ counts: { old: true } }, 'it.counts.old is no number'],
])('what is missing or of another type is no answer of this API: %j', (changes, misfit) => {
  expect(misfitOf(changes)).toBe(misfit)
})
