import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
/** What programs share, and is no program of its own. */
const parts = ['config.ts', 'is-genuine.ts']
const printed: Record<string, RegExp[]> = {
  'ask-an-archive.ts': [
    /^thunder: s3:\/\/demo\/nature\/thunder\.wav from 0 s$/m,
    /^like it: s3:\/\/demo\//m,
    /^new labels: done$/m,
    /: (indoors|outdoors) \d+ %$/m,
  ],
  'batch-over-rest.ts': [/^nature\/thunder\.wav: thunder \d+ %$/m],
  'batch-with-client.ts': [/^completed: 5 of 5$/m, /^music\/piano\.ogg: piano \d+ %$/m],
  'receive-webhook.ts': [/^batch\.completed: batch \d+ is completed, 3 objects$/m],
  'watch-a-prefix.ts': [/^first turn: /m, /^second turn: 0 heard, 4 heard before$/m],
}

let home: Home
beforeAll(async () => {
  home = await openHome()
})
afterAll(() => home.close())

test('every example is run here', async () => {
  const files = await readdir(`${repository}/examples`)
  const programs = files.filter((name) => name.endsWith('.ts') && !parts.includes(name))
  expect(programs.toSorted()).toEqual(Object.keys(printed))
})

test.each(Object.entries(printed))('examples/%s', async (name, lines) => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', `examples/${name}`],
    { cwd: repository, env: { PATH: process.env.PATH, EARMARK_HOME: home.folder } },
  )
  for (const line of lines) expect(stdout).toMatch(line)
  expect(stderr).toBe('')
})
