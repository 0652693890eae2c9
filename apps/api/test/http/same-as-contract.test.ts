import * as contract from '@earmark/contract'
import * as core from '@earmark/core'
import * as db from '@earmark/db'
import { parseS3Url } from '@earmark/storage'
import fc from 'fast-check'
import { expect, test } from 'vitest'

test('the limits of requests are those of what does the work', () => {
  const { MAX_LABELS, MAX_EXAMPLES, DEFAULT_TEMPLATE } = core
  expect(contract).toMatchObject({ MAX_LABELS, MAX_EXAMPLES, DEFAULT_TEMPLATE })
})

test('the states that are answered are those that are stored', () => {
  const { batchStates, itemStates, retaggingStates } = db
  expect(contract).toMatchObject({ batchStates, itemStates, retaggingStates })
})

test('the scopes that are documented are those that are stored', () => {
  expect(contract.scopes).toEqual(db.keyScopes)
  expect(contract.USUAL_SCOPES).toEqual(db.usualScopes)
})

test('an address is one for the contract where it is one for the storage', () => {
  const parts = fc.constantFrom(
    's3://',
    's3:/',
    'bucket',
    'b',
    '_',
    '.',
    '/',
    'a b',
    '%2F',
    'ä',
    '\n',
  )
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 6 }), (list) => {
      const url = list.join('')
      const key = keyOf(url)
      expect(contract.s3Prefix.safeParse(url).success).toBe(key !== null)
      expect(contract.s3ObjectUrl.safeParse(url).success).toBe(key !== null && key !== '')
    }),
  )
  expect(keyOf('s3://bucket/ä')).toBe('ä')
})

function keyOf(url: string): string | null {
  try {
    return parseS3Url(url).key
  } catch {
    return null
  }
}
