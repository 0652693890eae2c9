import { expect, test } from 'vitest'
import { reasonOf } from '../src/reason-of.js'

test('the reason is what an error says, and what was thrown in its place', () => {
  expect(reasonOf(new TypeError('no such sound'))).toBe('no such sound')
  expect(reasonOf('gone')).toBe('gone')
  expect(reasonOf(undefined)).toBe('undefined')
})
