import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const repository = join(import.meta.dirname, '..')

let folder: string | undefined

/**
 * Once for a run of vitest, before its tests: builds the programs that they start, so that none is older than its
 * sources (turbo skips what has not changed), and gives `copyPrepared` a folder, which goes with the run. Whoever has
 * both already, for several runs, names the folder.
 */
export function setup(): void {
  if (process.env.TEST_PREPARED_DIR) return
  const built = spawnSync(
    'npx',
    ['--no-install', 'turbo', 'run', 'build', '--output-logs=errors-only'],
    {
      cwd: repository,
      encoding: 'utf8',
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
    },
  )
  if (built.status !== 0) throw new Error(`The build failed.\n${built.stdout}${built.stderr}`)
  folder = mkdtempSync(join(tmpdir(), 'earmark-prepared-'))
  process.env.TEST_PREPARED_DIR = folder
}

export function teardown(): void {
  if (folder) rmSync(folder, { recursive: true, force: true })
}
