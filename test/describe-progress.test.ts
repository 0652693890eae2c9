import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const script = (name: string) => import(new URL(`../scripts/${name}.mjs`, import.meta.url).href)
const { describeBuild, describeInstallation } = await script('describe-progress')
const { runQuietly } = await script('run-quietly')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-setup-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('an installation is as far as there are packages on the disk', async () => {
  const packages = {
    '': {},
    'node_modules/a': {},
    'node_modules/@b/c': {},
    'node_modules/a/node_modules/d': {},
  }
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages }))
  expect(describeInstallation(folder)).toBe('fetching packages')
  await mkdir(join(folder, 'node_modules/@b/c'), { recursive: true })
  await mkdir(join(folder, 'node_modules/.bin'))
  expect(describeInstallation(folder)).toBe('1 of up to 2 packages')
})

test('a build says what it has come to', () => {
  const line = (name: string) => `@earmark/${name}:build: cache miss, executing 1a2b3c\n`
  expect(describeBuild('')).toBe('')
  expect(describeBuild(line('core'))).toBe('1 part, now core')
  expect(describeBuild(line('core') + line('db') + line('cli'))).toBe('3 parts, now db and cli')
})

test('what takes long is talked about, and what fails has its output and its reason', async () => {
  const said: string[] = []
  const run = (code: string) =>
    runQuietly(process.execPath, ['-e', code], {
      cwd: folder,
      env: process.env,
      say: (line: string) => said.push(line),
      what: 'Building',
      describe: (output: string) => output.trim(),
    })
  expect(await run("console.log('core'); setTimeout(() => {}, 6000)")).toMatchObject({
    isDone: true,
  })
  expect(said[0]).toMatch(/^ {2}Building: \d+ s, core$/)
  expect(await run("console.error('broken'); process.exit(3)")).toEqual({
    isDone: false,
    output: 'broken',
    reason: 'exit code 3',
  })
})
