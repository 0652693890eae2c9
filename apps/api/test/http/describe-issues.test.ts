import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { describeIssues, formatPath } from '../../src/http/describe-issues.js'

const messages = (schema: z.ZodType, data: unknown) =>
  describeIssues(schema.safeParse(data).error?.issues ?? [], data).map(({ message }) => message)

test('names the field, the rule and the value in a sentence', () => {
  const schema = z.strictObject({
    name: z.string().max(3),
    size: z.int().min(1),
    kind: z.enum(['a', 'b']),
    list: z.array(z.boolean()).min(1),
  })
  expect(messages(schema, { name: 'long', size: 0.5, kind: 'c', list: [] })).toEqual([
    'name must have at most 3 characters; received "long".',
    'size must be a whole number; received 0.5.',
    'kind must be one of "a", "b"; received "c".',
    'list must not be empty; received [].',
  ])
  expect(messages(schema, { name: 'a', size: '1', kind: 'a', list: [1], more: null })).toEqual([
    'size must be a number; received "1".',
    'list[0] must be true or false; received 1.',
    'more is no field of this request; received null.',
  ])
  expect(messages(schema, {})).toHaveLength(4)
})

test('says of a union what the request most probably meant', () => {
  const schema = z.strictObject({
    one: z.union(
      [z.strictObject({ id: z.int() }), z.strictObject({ labels: z.array(z.string()) })],
      {
        error: 'must have an id or labels',
      },
    ),
  })
  expect(messages(schema, { one: { id: 'x' } })).toEqual(['one.id must be a number; received "x".'])
  expect(messages(schema, { one: { labels: ['a', 1] } })).toEqual([
    'one.labels[1] must be a text; received 1.',
  ])
  expect(messages(schema, { one: {} })).toEqual(['one must have an id or labels; received {}.'])
})

test('says of a text or an object in place of each other what it may be, and of an object which field is wrong', () => {
  const schema = z.array(
    z.union([z.string(), z.strictObject({ name: z.string(), size: z.int().optional() })], {
      error: 'must be a text or have a name',
    }),
  )
  expect(messages(schema, [7])).toEqual(['[0] must be a text or have a name; received 7.'])
  expect(messages(schema, [{ nam: 'a' }])).toEqual([
    '[0].name is missing.',
    '[0].nam is no field of this request; received "a".',
  ])
})

test('stays short, whatever was sent', () => {
  const schema = z.strictObject({ list: z.array(z.int()) })
  fc.assert(
    fc.property(fc.object(), (data) => {
      for (const message of messages(schema, { list: [data, 'x'.repeat(1000)], ...data })) {
        expect(message.length).toBeLessThan(1000)
      }
      expect(messages(schema, { ...data }).length).toBeLessThanOrEqual(20)
    }),
  )
})

test('writes paths as people write them', () => {
  expect(formatPath(['labelSets', 0, 'labels', 3])).toBe('labelSets[0].labels[3]')
})
