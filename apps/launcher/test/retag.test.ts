import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

let home: Home

beforeAll(async () => {
  home = await openHome()
})
afterAll(() => home.close())

const run = (...args: string[]) => home.run(...args)
const ask = (...args: string[]) => home.ask(...args)

type Row = { key: string; label: string; probability: number }

test('new words are scored without a batch, and give what a batch would have given', async () => {
  const words = ['--labels', 'glass,water,engine', '--template', 'Sound of {}']
  const told = await run('retag', ...words, '--name', 'materials', '--watch', '--json')
  expect(told.code).toBe(0)
  expect(told.stderr).toContain('31 of 31 scored')
  expect(JSON.parse(told.stdout)).toMatchObject({
    state: 'done',
    labelSet: { name: 'materials', version: 1 },
    counts: { hearings: 31, done: 31 },
  })
  const retagged: Row[] = JSON.parse(await ask('results', '--label-set', 'materials', '--json'))
  expect(retagged).toHaveLength(93)

  await ask('tag', 's3://demo', ...words, '--label-set', 'the same', '--watch')
  const tagged: Row[] = JSON.parse(await ask('results', '--label-set', 'the same', '--json'))
  const expected = new Map(tagged.map((row) => [`${row.key} ${row.label}`, row.probability]))
  for (const { key, label, probability } of retagged) {
    expect(Math.abs(probability - expected.get(`${key} ${label}`)!)).toBeLessThan(1e-3)
  }
})

test('a stored label set is scored under a prefix, and the re-tagging is shown', async () => {
  const started = JSON.parse(await ask('retag', 'kinds@1', '--prefix', 's3://demo/home', '--json'))
  expect(started).toMatchObject({ labelSet: { name: 'kinds' }, counts: { hearings: 6 } })
  const id = String(started.id)
  const { stdout, stderr } = await run('retagging', 'watch', id, '--json')
  expect(stderr).toContain(`Re-tagging ${id}: `)
  expect(JSON.parse(stdout)).toMatchObject({ id: started.id, state: 'done' })
  expect(await ask('retagging', 'show', id)).toContain(`Re-tagging ${id} (kinds@1) is done`)
  const scored = JSON.parse(await ask('results', '--label-set', 'kinds@1', '--json'))
  expect(scored.length).toBeGreaterThan(0)
  const unknown = await run('results', '--label-set', 'kinds@2', '--json')
  expect(unknown).toMatchObject({ code: 2, stdout: '' })
  expect(unknown.stderr).toContain('kinds@2')
  const [newest] = JSON.parse(await ask('retagging', 'ls', '--limit', '1', '--json'))
  expect(newest.id).toBe(started.id)
  const late = await run('retagging', 'pause', id)
  expect(late).toMatchObject({ code: 1, stdout: '' })
  expect(late.stderr).toContain('cannot be paused')
})

test('what cannot be meant ends with 2, what is not there is named', async () => {
  const cases: [string[], number, string][] = [
    [['retag'], 2, 'No labels'],
    [['retag', 'kinds', '--labels', 'a,b'], 2, 'not both'],
    [['retag', 'kinds', '--prefix', 's3://demo', '--batch', '1'], 2, 'cannot be used with option'],
    [['retag', '--labels', 'a,a'], 2, 'labels[1] repeats labels[0]'],
    [['retag', 'nothing'], 2, 'There is no label set "nothing"'],
    [['retag', 'kinds@99'], 2, 'There is no label set "kinds@99"'],
    [['retag', '999999'], 2, '999999'],
    [['retag', 'kinds', '--model', 'no-such-model'], 2, 'no-such-model'],
    [['retagging', 'show', '999999'], 1, '999999'],
  ]
  for (const [args, code, message] of cases) {
    const answer = await run(...args)
    expect(answer.stderr).toContain(message)
    expect(answer).toMatchObject({ code, stdout: '' })
  }
})
