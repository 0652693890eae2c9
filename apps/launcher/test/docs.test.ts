import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const earmark = join(repository, 'apps/cli/bin/earmark.js')

/** A block in a shell's language, or one without a language that is full of its commands. */
const BLOCK =
  /(?:^<!-- not run by the tests: (?<reason>[^\n]+?) -->\n+)?^```(?<language>\w*)[^\n]*\n(?<content>.*?)^```$/gms
const SHELL = new Set(['sh', 'bash', 'shell', 'console'])
const COMMAND = /^(\$ )?(npx|npm|earmark|docker|git|pip|psql|scripts\/\S+) /m

type Block = { place: string; language: string; script: string; reason: string | undefined }

async function readBlocks(): Promise<Block[]> {
  const docs = (await readdir(join(repository, 'docs'), { recursive: true })).map((name) =>
    join(repository, 'docs', name),
  )
  const others = ['README.md', 'CONTRIBUTING.md', 'deploy/README.md', 'examples/README.md'].map(
    (name) => join(repository, name),
  )
  const blocks: Block[] = []
  for (const path of [...others, ...docs].filter((name) => name.endsWith('.md')).sort()) {
    const text = await readFile(path, 'utf8')
    for (const match of text.matchAll(BLOCK)) {
      const { reason, language = '', content = '' } = match.groups ?? {}
      if (!SHELL.has(language) && !(language === '' && COMMAND.test(content))) continue
      const line = text.slice(0, match.index).split('\n').length
      const typed = [...content.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command).join('\n')
      const script = language === 'console' ? typed : content
      blocks.push({ place: `${relative(repository, path)}:${line}`, language, script, reason })
    }
  }
  return blocks
}

const blocks = await readBlocks()
const runnable = blocks.filter(({ reason }) => reason === undefined)

test('every block of shell commands says so, and none calls a bare earmark', () => {
  expect(blocks.length).toBeGreaterThanOrEqual(10)
  expect(blocks.filter(({ language }) => language === '').map(({ place }) => place)).toEqual([])
  const bare = blocks.filter(({ script }) => /^\s*earmark\s/m.test(script))
  expect(bare.map(({ place }) => place)).toEqual([])
})

describe('what the documents show, on the demo archive', () => {
  let home: Home
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'earmark-docs-'))
    home = await openHome()
    await mkdir(join(folder, 'bin'))
    // npx finds earmark in the repository; the commands write into the folder that they are called in.
    const npx = join(folder, 'bin/npx')
    await writeFile(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" "${earmark}" "$@"\n`)
    await chmod(npx, 0o755)
    await mkdir(join(folder, 'recordings'))
    for (const name of ['nature/thunder.wav', 'music/flute.wav'])
      await copyFile(
        join(repository, 'demo', name),
        join(folder, 'recordings', name.replace('/', '-')),
      )
  })
  afterAll(async () => {
    await home?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test.each(runnable.map((block) => [block.place, block.script]))('%s', async (_, script) => {
    const ended = await new Promise<{ error: Error | null; output: string }>((resolve) => {
      const env = {
        PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
        HOME: process.env.HOME,
        EARMARK_HOME: home.folder,
      }
      execFile('sh', ['-e', '-c', script], { cwd: folder, env }, (error, stdout, stderr) =>
        resolve({ error, output: stdout + stderr }),
      )
    })
    expect(ended).toMatchObject({ error: null })
  })
})
