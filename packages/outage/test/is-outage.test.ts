import { describe, expect, test } from 'vitest'
import {
  isConflict,
  isLostConnection,
  isOutage,
  isPassingFault,
  isRefusedSetting,
  isUnanswered,
} from '../src/index.js'

const coded = (code: string, message = 'it went wrong') =>
  Object.assign(new Error(message), { code })

describe('a lost connection', () => {
  test.each(['08000', '08006', '53300', '57P01', '57P02', '57P03', '57P04', '57P05', '25P03'])(
    'shows by Postgres saying %s',
    (code) => {
      expect(isLostConnection(coded(code))).toBe(true)
    },
  )

  test.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EAI_AGAIN',
    'ENOTFOUND',
  ])('shows by the system saying %s', (code) => {
    expect(isLostConnection(coded(code))).toBe(true)
  })

  test.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Connection ended unexpectedly',
    'timeout expired',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ])('shows by the driver saying "%s"', (message) => {
    expect(isLostConnection(new Error(message))).toBe(true)
  })

  test('is not what a statement says that merely speaks of one', () => {
    expect(isLostConnection(coded('22P02', 'Connection terminated'))).toBe(false)
    expect(isLostConnection(new Error('the label "connection terminated" is too long'))).toBe(false)
    expect(isLostConnection('Connection terminated')).toBe(false)
  })

  test('is not what a pooler says that takes no settings: asked again without them, it answers', () => {
    const refused = coded('08P01', 'unsupported startup parameter: statement_timeout')
    expect(isRefusedSetting(refused)).toBe(true)
    expect(isLostConnection(refused)).toBe(false)
  })
})

describe('an outage', () => {
  test.each(['08006', '53100', '53200', '57014', '57P01', 'ECONNREFUSED', 'ENOTFOUND'])(
    'is %s, wherever in the chain of causes it stands',
    (code) => {
      expect(isOutage(coded(code))).toBe(true)
      const wrapped = new Error('Failed query: select 1', { cause: coded(code) })
      expect(isOutage(new Error('not counted', { cause: wrapped }))).toBe(true)
    },
  )

  test.each(['23505', '42P01', '22021', '28P01', 'ENOENT'])('is not %s', (code) => {
    expect(isOutage(coded(code))).toBe(false)
    expect(isOutage(new Error('wrapped', { cause: coded(code) }))).toBe(false)
  })
})

test('what is asked again in a moment is told from what is wrong with a statement', () => {
  const late = new Error('Query read timeout')
  expect(isUnanswered(late)).toBe(true)
  expect(isLostConnection(late)).toBe(false)
  expect([coded('40P01'), coded('40001')].every(isConflict)).toBe(true)
  const passing = [late, coded('40001'), coded('55P03'), coded('53100'), coded('57014')]
  expect(passing.filter((error) => !isPassingFault(error))).toEqual([])
  expect([coded('23514'), coded('42601'), new Error('odd')].some(isPassingFault)).toBe(false)
})
