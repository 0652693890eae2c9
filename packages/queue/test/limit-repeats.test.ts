import { expect, test } from 'vitest'
import { limitRepeats } from '../src/limit-repeats.js'

test('a server that restarts is reported once, in whatever words each connection ends', () => {
  const told: string[] = []
  const report = limitRepeats((error) => told.push(error.message))
  const coded = (code: string, message: string) => Object.assign(new Error(message), { code })
  report(coded('57P01', 'terminating connection due to administrator command'))
  report(new Error('Connection terminated unexpectedly'))
  report(coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432'))
  report(coded('57P03', 'the database system is starting up'))
  report(new Error('something else'))
  expect(told).toEqual(['terminating connection due to administrator command', 'something else'])
})
