import { expect, test } from 'vitest'
import { z } from 'zod'
import { tolerate } from '../src/tolerate.js'

const schema = z.object({
  state: z.enum(['queued', 'done']),
  at: z.date(),
  reason: z.string().nullable(),
  size: z.int().nonnegative(),
  parts: z.array(z.strictObject({ kind: z.literal('a') })).optional(),
  schedule: z.union([z.object({ everyS: z.int() }), z.object({ cron: z.string() })]).nullable(),
})
const answer = {
  state: 'done',
  at: '2026-03-01T12:00:00.000Z',
  reason: null,
  size: 1,
  schedule: { everyS: 60 },
}
const read = (changes: object) => tolerate(schema).safeParse({ ...answer, ...changes })

test('an answer is read as it was sent', () => {
  expect(read({}).data).toEqual(answer)
})

test.each([
  ['fields', { added: { deep: 1 } }],
  ['fields of what is in it', { parts: [{ kind: 'a', added: true }] }],
  ['words', { state: 'dreaming' }],
  ['fixed words', { parts: [{ kind: 'b' }] }],
  ['forms', { schedule: { moon: 'full' } }],
])('%s that only a newer API knows are kept', (_, changes) => {
  expect(read(changes).data).toEqual({ ...answer, ...changes })
})

test.each([{ state: 7 }, { at: null }, { size: '1' }, { reason: undefined }, { parts: {} }])(
  'what is missing or of another type is no answer of this API: %j',
  (changes) => {
    expect(read(changes).success).toBe(false)
  },
)
