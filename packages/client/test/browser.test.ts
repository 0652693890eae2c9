import { readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { expect, test } from 'vitest'

const IMPORT = /^(?:import|export)\s[^=(;'"]*?['"]([^'"]+)['"]/gm

/** All that is imported from here on. */
async function collectImports(url: string, seen: Set<string>): Promise<Set<string>> {
  if (seen.has(url)) return seen
  seen.add(url)
  if (isBuiltin(url)) return seen
  const code = await readFile(new URL(url), 'utf8')
  for (const [, specifier = ''] of code.matchAll(IMPORT)) {
    await collectImports(isBuiltin(specifier) ? specifier : resolve(specifier, url), seen)
  }
  return seen
}

function resolve(specifier: string, from: string): string {
  return specifier.startsWith('.') ? new URL(specifier, from).href : import.meta.resolve(specifier)
}

test('a browser may import the client: nothing that it needs is of Node, nor a schema', async () => {
  const imports = [...(await collectImports(import.meta.resolve('@earmark/client'), new Set()))]
  expect(imports.filter(isBuiltin)).toEqual([])
  const packages = imports.map((url) => /.*\/(packages|node_modules)\/([^/]+)/.exec(url)?.[2])
  expect([...new Set(packages)].sort()).toEqual(['client', 'contract'])
})
