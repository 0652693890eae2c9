import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { repository } from '../mutants/mutated-copy.js'

interface Report {
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[]
}

/** Runs test files in one run of vitest. @returns of each whether it has tests, and all of them passed */
export function runFiles(files: readonly string[]): Map<string, boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'earmark-attack-'))
  const file = join(folder, 'report.json')
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  spawnSync(process.execPath, [vitest, 'run', ...reporters, ...new Set(files)], {
    cwd: repository,
    stdio: 'inherit',
  })
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report
  rmSync(folder, { recursive: true })
  return new Map(
    testResults.map(({ name, status, assertionResults }) => [
      relative(repository, name),
      status === 'passed' && assertionResults.some((test) => test.status === 'passed'),
    ]),
  )
}
