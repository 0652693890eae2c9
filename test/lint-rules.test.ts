import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('..', import.meta.url))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-lint-'))
  await copyFile(join(repository, 'biome.json'), join(folder, 'biome.json'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** Lints one file under this repository's rules, as if it stood at `path`; returns the rules it breaks. */
async function brokenRules(path: string, source: string): Promise<string[]> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), source)
  const biome = join(repository, 'node_modules/.bin/biome')
  const { stdout } = await run(biome, ['lint', '--reporter=json', path], { cwd: folder }).catch(
    (failed: { stdout: string }) => failed,
  )
  const report = JSON.parse(stdout) as { diagnostics: { category: string; severity: string }[] }
  return report.diagnostics
    .filter((diagnostic) => diagnostic.severity === 'error')
    .map((diagnostic) => diagnostic.category.replace(/^lint\/\w+\//, ''))
}

test('a promise that nobody waits for is an error', async () => {
  const work = 'async function work(): Promise<number> {\n  return 1\n}\n\n'
  const floating = `${work}export function go(): void {\n  work()\n}\n`
  const awaited = `${work}export async function go(): Promise<void> {\n  await work()\n}\n`
  expect(await brokenRules('packages/queue/src/floating.ts', floating)).toEqual([
    'noFloatingPromises',
  ])
  expect(await brokenRules('packages/queue/src/awaited.ts', awaited)).toEqual([])
})

test.each(['audio', 'features', 'scores', 'labels'])(
  'the pure folder %s imports neither Node nor ONNX and reads no clock',
  async (pure) => {
    const path = `packages/core/src/${pure}/probe.ts`
    const importing = (module: string) => `import * as it from '${module}'\n\nexport { it }\n`
    expect(await brokenRules(path, importing('node:fs'))).toContain('noRestrictedImports')
    expect(await brokenRules(path, importing('onnxruntime-node'))).toContain('noRestrictedImports')
    expect(await brokenRules(path, 'export const now = Date.now()\n')).toEqual([
      'noRestrictedGlobals',
    ])
    expect(await brokenRules(path, importing('../errors.js'))).toEqual([])
  },
)

test('core knows nothing of S3, queues or Postgres', async () => {
  const source = "import * as it from '@earmark/db'\n\nexport { it }\n"
  expect(await brokenRules('packages/core/src/models/probe.ts', source)).toEqual([
    'noRestrictedImports',
  ])
})

test('apps do not import each other', async () => {
  const source = "import * as it from '@earmark/worker'\n\nexport { it }\n"
  expect(await brokenRules('apps/api/src/probe.ts', source)).toEqual(['noRestrictedImports'])
})

test('the environment is read in config.ts and nowhere else', async () => {
  const source = 'export const home = process.env.HOME\n'
  expect(await brokenRules('apps/api/src/batches/probe.ts', source)).toEqual(['noProcessEnv'])
  expect(await brokenRules('apps/api/src/config.ts', source)).toEqual([])
})

test('files do not import each other in a circle, not even for a type alone', async () => {
  const word = "export const word = 'yes'\n"
  const type = "import type { Answer } from './answer.js'\n\nexport type Question = Answer\n"
  await brokenRules('packages/source/src/question.ts', type)
  const circle = `import type { Question } from './question.js'\n\nexport type Answer = Question\n`
  expect(await brokenRules('packages/source/src/answer.ts', circle)).toEqual(['noImportCycles'])
  expect(await brokenRules('packages/source/src/answer.ts', word)).toEqual([])
})
