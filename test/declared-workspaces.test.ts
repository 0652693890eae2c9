import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const repository = fileURLToPath(new URL('..', import.meta.url))

interface Manifest {
  name: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** The source files of `folder`, without what is installed or built in it. */
async function sourceFiles(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

// What is not declared is built later, or not at all, where nothing has been built before: a build on this machine hides it.
test('a workspace declares each workspace that its code and its tests import', async () => {
  const undeclared: string[] = []
  let imports = 0
  for (const top of ['apps', 'packages']) {
    for (const name of await readdir(join(repository, top))) {
      const folder = join(repository, top, name)
      if (!existsSync(join(folder, 'package.json'))) continue
      const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
      const declared = { ...manifest.dependencies, ...manifest.devDependencies }
      for (const part of ['src', 'test']) {
        for (const file of await sourceFiles(join(folder, part))) {
          const source = await readFile(file, 'utf8')
          for (const [, imported] of source.matchAll(/\bfrom '(@earmark\/[a-z-]+)/g)) {
            imports++
            if (imported !== manifest.name && !(imported! in declared))
              undeclared.push(`${file.slice(repository.length)} imports ${imported}`)
          }
        }
      }
    }
  }
  expect(imports).toBeGreaterThan(1_000)
  expect(undeclared).toEqual([])
})
