#!/usr/bin/env node
// npm test: sets up what is missing, runs the tests of all workspaces and ends with a line that counts them.
// Arguments go to vitest: npm test -- --project @earmark/queue
//
// TEST_POSTGRES_URL and TEST_REDIS_URL add real servers to the embedded ones (scripts/real-services.sh provides both).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { orExplain, repository, setUp } from './setup.mjs'

await orExplain(setUp)
const folder = mkdtempSync(join(tmpdir(), 'earmark-results-'))
const results = join(folder, 'results.json')
const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', ...reporters, ...process.argv.slice(2)],
  { cwd: repository, stdio: 'inherit' },
)
const { passed, failed, skipped } = countResults(status)
rmSync(folder, { recursive: true })
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)

/** Counts tests. A file that fails outside its tests, or a run that fails outside its files, counts as one failure. */
function countResults(exitCode) {
  let report
  try {
    report = JSON.parse(readFileSync(results, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length
  const failed = report.numFailedTests + brokenFiles
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
