import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runEarmark, type Started, startLauncher } from './run-launcher.js'

const tinyModelDir = fileURLToPath(
  new URL('../../../packages/core/test/fixtures/clap-tiny-random', import.meta.url),
)

let home: string
let launcher: Started

// The demo archive is heard by the embedded model, and then by one of random numbers.
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'earmark-compare-'))
  const first = await startLauncher(home, ['--once']).exited
  expect(first.code).toBe(0)
  launcher = startLauncher(home, [], { EARMARK_MODEL: tinyModelDir })
  await launcher.printed('Ctrl-C stops it')
})
afterAll(async () => {
  launcher.child.kill('SIGTERM')
  await launcher.exited
  await rm(home, { recursive: true, force: true })
})

const compare = (...args: string[]) => runEarmark(home, ['model', 'compare', ...args])

test('two models are compared object by object; a model agrees with itself', async () => {
  const pair = ['clap-mini', 'clap-tiny-random', '--label-set', 'sounds']
  const { code, stdout } = await compare(...pair, '--limit', '5', '--json')
  expect(code).toBe(0)
  const { objects, agreed, moved } = JSON.parse(stdout)
  expect(objects).toBe(31)
  expect(agreed).toBeLessThan(31)
  expect(moved).toHaveLength(5)
  const table = await compare(...pair)
  expect(table.stdout).toContain(`Under sounds@1 they agree on ${agreed} of 31 objects`)
  expect(table.stdout).toMatch(/moved +clap-mini +clap-tiny-random +object/)

  const same = await compare('clap-mini', 'clap-mini', '--label-set', 'sounds@1', '--json')
  expect(JSON.parse(same.stdout)).toMatchObject({ objects: 31, agreed: 31, meanMoved: 0 })
})

test('a model or a label set that is not there is named', async () => {
  const cases: [string[], number, string][] = [
    [['clap-mini', 'no-such', '--label-set', 'sounds'], 2, 'no-such'],
    [['clap-mini', 'clap-mini', '--label-set', 'nothing'], 2, 'nothing'],
    [['clap-mini', 'clap-mini'], 2, '--label-set'],
  ]
  for (const [args, code, message] of cases) {
    const answer = await compare(...args)
    expect(answer.stderr).toContain(message)
    expect(answer).toMatchObject({ code, stdout: '' })
  }
})
