import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from '../mutants/mutated-copy.js'
import { readThreats } from './read-threats.js'
import { removals } from './removals.js'

test('every threat of SECURITY.md names tests that are there', () => {
  const threats = readThreats(repository)
  expect(threats.length).toBeGreaterThan(10)
  for (const { asset, attacker, defence, tests } of threats) {
    expect([asset, attacker, defence].every((cell) => cell.length > 3)).toBe(true)
    expect([asset, tests.length > 0]).toEqual([asset, true])
    expect(tests.filter((path) => !existsSync(join(repository, path)))).toEqual([])
  }
})

test.each(removals)(
  'the defence that is taken away is there, and its test is one of the document: $name',
  (removal) => {
    const { file, from, test: held } = removal
    expect(readFileSync(join(repository, file), 'utf8').split(from)).toHaveLength(2)
    expect(readThreats(repository).flatMap(({ tests }) => tests)).toContain(held.file)
    // A part of the test's name, as it stands in the file.
    expect(readFileSync(join(repository, held.file), 'utf8')).toContain(held.name)
  },
)
