import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAlive, startLauncher } from './run-launcher.js'

const run = promisify(execFile)
const script = fileURLToPath(new URL('../../../scripts/start.mjs', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-start-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('--help says what there is, before anything is installed or started', async () => {
  const { stdout } = await run(process.execPath, [script, '--help'], { env: { PATH: '' } })
  expect(stdout).toContain('npm start -- [--once] [--no-demo]')
  expect(await startLauncher(folder, ['-h']).exited).toMatchObject({ code: 0, stdout, stderr: '' })
})

test.each([
  ['where nothing can be made', '/proc/earmark', 'ENOENT'],
  ['below a file', 'file/home', 'ENOTDIR'],
])('a home %s is named, with the reason and what to do', async (_, path, reason) => {
  await writeFile(join(folder, 'file'), '')
  const home = path.startsWith('/') ? path : join(folder, path)
  const { code, stdout, stderr } = await startLauncher(home).exited
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe(
    `${home} cannot be written to (${reason}), and npm start keeps its data there. Set EARMARK_HOME to a folder that you may write to.\n`,
  )
})

test('Ctrl-C while it waits for a server that does not answer is answered, and leaves nothing behind', async () => {
  const launcher = startLauncher(join(folder, 'waiting'), ['--no-demo'], {
    QUEUE_URL: 'redis://127.0.0.1:1',
  })
  await launcher.printed('Waiting for the API')
  const { stdout: list } = await run('ps', ['-eo', 'pid,ppid'])
  const children = list
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === launcher.child.pid)
    .map(([pid]) => pid!)
  expect(children.length).toBeGreaterThanOrEqual(4)
  launcher.child.kill('SIGINT')
  await launcher.printed('Stopping …')
  expect((await launcher.exited).code).toBe(130)
  await expect.poll(() => children.filter(isAlive), { timeout: 120_000 }).toEqual([])
})
