import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { databaseKinds } from '@earmark/testing'
import { describe, expect, onTestFinished, test } from 'vitest'

const repository = fileURLToPath(new URL('..', import.meta.url))
/** Another user's files can be hidden from one process only by root. */
const canHide = process.getuid?.() === 0 && databaseKinds().includes('postgres')

/** Runs a measurement on a machine without some files: they are hidden from this process alone. */
async function runWithout(hidden: string, args: string[]) {
  const temporary = await mkdtemp(join(tmpdir(), 'earmark-without-'))
  onTestFinished(() => rm(temporary, { recursive: true, force: true }))
  const script = `for folder in ${hidden}; do mount -t tmpfs none "$folder"; done; exec "$@"`
  const child = spawn(
    'unshare',
    ['--mount', 'sh', '-c', script, 'sh', process.execPath, '--import', 'tsx', ...args],
    {
      cwd: repository,
      env: { PATH: process.env.PATH, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [code, stderr] = await Promise.all([exited, text(child.stderr), text(child.stdout)])
  return { code, stderr, left: (await readdir(temporary)).filter((name) => name !== 'tsx-0') }
}

describe.runIf(canHide)('what has to have a real Postgres', () => {
  test.each([
    ['npm run faults', 'test/faults/main.ts', ['--objects', '16', '--queue', 'postgres']],
    ['npm run bench:scale', 'bench/scale/main.ts', ['--objects', '100']],
    ['npm run bench:long', 'bench/long/main.ts', ['--hours', '0.01']],
  ])(
    '%s says what to run where pgvector is missing, and leaves nothing behind',
    async (_, file, args) => {
      const { code, stderr, left } = await runWithout('/usr/share/postgresql/*/extension', [
        file,
        ...args,
      ])
      expect(stderr).toMatch(
        /^The Postgres in \S+ has no pgvector: there is no \S+\/vector\.control\. scripts\/real-services\.sh COMMAND installs what is missing .*\n$/,
      )
      expect({ code, left }).toEqual({ code: 1, left: [] })
    },
  )

  test('and where there is no Postgres at all', async () => {
    const { code, stderr, left } = await runWithout('/usr/lib/postgresql', [
      'test/faults/main.ts',
      ...['--objects', '16', '--queue', 'redis'],
    ])
    expect(stderr).toMatch(/^No Postgres is installed in .*scripts\/real-services\.sh COMMAND/)
    expect({ code, left }).toEqual({ code: 1, left: [] })
  })
})
