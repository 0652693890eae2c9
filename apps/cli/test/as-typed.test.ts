import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runHere } from './run-earmark.js'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

test('messages name commands as they are typed, with npx in front', async () => {
  const { stdout } = await runHere(['--help'], {})
  const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]+)\b/gm)].map(([, name]) => name)
  expect(commands).toEqual(expect.arrayContaining(['classify', 'tag', 'sql', 'migrate', 'key']))
  const bare = new RegExp(`(?<!npx )(?<![\\w./@-])earmark (?:${commands.join('|')})\\b`)
  const files = ['apps', 'packages'].flatMap((top) =>
    readdirSync(join(repository, top), { recursive: true, encoding: 'utf8' })
      .filter((path) => /^[^/]+\/src\/.*\.ts$/.test(path))
      .map((path) => join(top, path)),
  )
  expect(files.length).toBeGreaterThan(100)
  const found = files.flatMap((file) =>
    readFileSync(`${repository}/${file}`, 'utf8')
      .split('\n')
      .filter((line) => bare.test(line) && !/^\s*(\*|\/\*|\/\/)/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )
  expect(found).toEqual([])
})
