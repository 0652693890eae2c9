import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from './setup.mjs'

/**
 * Runs vitest and ends with a line that counts its tests. TEST_TALLY names a file to which the counts are added as
 * `passed failed skipped`, for whoever runs several.
 *
 * @param {string[]} args what goes to vitest
 * @returns {number} the exit code: 1 also where nothing was run
 */
export function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'earmark-results-'))
  const results = join(folder, 'results.json')
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...args], {
    cwd: repository,
    stdio: 'inherit',
  })
  const { passed, failed, skipped } = countResults(results, status)
  rmSync(folder, { recursive: true })
  if (process.env.TEST_TALLY) {
    appendFileSync(process.env.TEST_TALLY, `${passed} ${failed} ${skipped}\n`)
  }
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return failed > 0 || passed === 0 ? 1 : 0
}

/** Counts tests. A file that fails outside its tests, or a run that fails outside its files, counts as one failure. */
function countResults(results, exitCode) {
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
