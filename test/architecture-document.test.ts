import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const repository = fileURLToPath(new URL('..', import.meta.url))
const queries = join(repository, 'packages/db/src/queries')
const document = await readFile(join(repository, 'docs/architecture.md'), 'utf8')

const FILE = /[\w-]+(?:\/[\w-]+)*(?:\.[\w-]+)*\.(?:ts|json)\b/g
const SETS_STATE = /update earmark\.(?:batches|items)(?: \w)?\s+set state = /

test('docs/architecture.md names files that are there', () => {
  const names = [...new Set(document.match(FILE))].filter((name) => name.includes('/'))
  expect(names.length).toBeGreaterThan(40)
  const isThere = (name: string) =>
    [repository, queries].some((folder) => existsSync(join(folder, name)))
  expect(names.filter((name) => !isThere(name))).toEqual([])
})

test('docs/architecture.md names each query that changes the state of a batch or an item', async () => {
  const files = (await readdir(queries, { recursive: true })).filter((file) => file.endsWith('.ts'))
  const changing: string[] = []
  for (const file of files) {
    if (SETS_STATE.test(await readFile(join(queries, file), 'utf8'))) changing.push(file)
  }
  expect(changing.length).toBeGreaterThan(10)
  expect(changing.filter((file) => !document.includes(file))).toEqual([])
})
