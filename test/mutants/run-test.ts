import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

type Report = { numPassedTests: number; numFailedTests: number; success: boolean }
/** A defect may also show as a test that never ends. */
const TIMEOUT_MS = 600_000

/** Runs the tests of a file whose names hold a text. */
export async function runTest(
  folder: string,
  { file, name }: { file: string; name: string },
): Promise<'passed' | 'failed' | 'none'> {
  const report = join(folder, 'report.json')
  await rm(report, { force: true })
  const vitest = join(folder, 'node_modules/vitest/vitest.mjs')
  const child = spawn(
    process.execPath,
    [
      vitest,
      'run',
      file,
      '-t',
      name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
      '--bail=1',
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    {
      cwd: folder,
      stdio: 'ignore',
      timeout: TIMEOUT_MS,
      env: { ...process.env, TEST_PREPARED_DIR: folder },
    },
  )
  await once(child, 'exit')
  if (child.signalCode !== null) return 'failed'
  const { numPassedTests, numFailedTests, success } = JSON.parse(
    await readFile(report, 'utf8'),
  ) as Report
  if (numFailedTests > 0) return 'failed'
  return success && numPassedTests > 0 ? 'passed' : 'none'
}
