import { expect, test } from 'vitest'
import { EarmarkError, errorCodes } from '../src/errors.js'

test('an error is transient unless it says otherwise, and keeps its cause', () => {
  const cause = new Error('reset by peer')
  const error = new EarmarkError('STORAGE_UNAVAILABLE', 'No answer.', { cause, retryAfterMs: 500 })
  expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE', permanent: false, retryAfterMs: 500 })
  expect(error.cause).toBe(cause)
  expect(error).toBeInstanceOf(Error)
  expect(error.field).toBeUndefined()
})

test('every code is described once', () => {
  expect(new Set(errorCodes.map(({ code }) => code)).size).toBe(errorCodes.length)
  for (const { code, meaning } of errorCodes) {
    expect(code).toMatch(/^[A-Z_]+$/)
    expect(meaning).toMatch(/\.$/)
  }
})
