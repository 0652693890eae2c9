import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const repository = fileURLToPath(new URL('..', import.meta.url))
/** A block of code, with the paragraph in front of it. */
const BLOCK = /(?<before>[^\n]*(?:\n[^\n]+)*)\n\n```(?:ts|js|mjs|tsx)\n(?<code>.*?)^```$/gms
const EXAMPLE = /\]\(\.\.\/(examples\/[\w-]+\.ts)\)/

async function readBlocks() {
  const names = await readdir(join(repository, 'docs'), { recursive: true })
  const blocks: { place: string; example: string | undefined; code: string }[] = []
  for (const name of names.filter((each) => each.endsWith('.md'))) {
    const text = await readFile(join(repository, 'docs', name), 'utf8')
    for (const match of text.matchAll(BLOCK)) {
      const { before = '', code = '' } = match.groups ?? {}
      const place = `docs/${name}:${text.slice(0, match.index).split('\n').length}`
      blocks.push({ place, example: EXAMPLE.exec(before)?.[1], code })
    }
  }
  return blocks
}

const blocks = await readBlocks()

test('there is code in the documents', () => {
  expect(blocks.length).toBeGreaterThan(0)
})

// The examples are run as tests: what is quoted from them works.
test.each(blocks)('$place quotes the example that it names', async ({ example, code }) => {
  expect(example, 'the paragraph before the block names no example').toBeDefined()
  const source = await readFile(join(repository, example ?? ''), 'utf8')
  expect(source).toContain(code)
})
