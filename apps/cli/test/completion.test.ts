import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { bin, runHere } from './run-earmark.js'

const run = promisify(execFile)

async function complete(...words: string[]): Promise<string[]> {
  const { code, stdout } = await runHere(['complete', '--', ...words], {})
  expect(code).toBe(0)
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0]!]))
}

test('commands are completed, and what programs call is not among them', async () => {
  expect(await complete('ba')).toEqual(['batch'])
  expect(await complete('')).toContain('tag')
  expect(await complete('compl')).toEqual(['completion'])
})

test('commands of a group, options and choices are completed', async () => {
  expect(await complete('batch', 're')).toEqual(
    ['report', 'retry', 'resume'].filter((name) => name.startsWith('re')).sort(),
  )
  expect(await complete('batch', 'ls', '--l')).toEqual(['--limit'])
  expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish'])
  expect(await complete('activity', '--by', '')).toContain('hour')
})

test('without an API, what only it knows is nothing, and nothing is complained of', async () => {
  const { code, stdout, stderr } = await runHere(['complete', '--', 'batch', 'show', ''], {})
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' })
})

test('a real bash takes what it prints', async () => {
  const { stdout: script } = await runHere(['completion', 'bash'], {})
  const program = `earmark() { "${process.execPath}" "${bin}" "$@"; }
${script}
COMP_WORDS=(earmark label-set sh); COMP_CWORD=2; _earmark_complete; printf '%s\\n' "\${COMPREPLY[@]}"`
  const env = { PATH: process.env.PATH, EARMARK_HOME: '/nonexistent' }
  const { stdout } = await run('bash', ['--norc', '-c', program], { env })
  expect(stdout).toBe('show\n')
})
