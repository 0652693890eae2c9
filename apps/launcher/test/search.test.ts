import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

let home: Home

beforeAll(async () => {
  home = await openHome()
})
afterAll(() => home.close())

const run = (...args: string[]) => home.run(...args)
const ask = (...args: string[]) => home.ask(...args)

async function keysOf(...args: string[]): Promise<string[]> {
  const { hits } = JSON.parse(await ask(...args, '--json'))
  return hits.map(({ key }: { key: string }) => key)
}

test('words find the sounds that fit them, nearest first, within the filters', async () => {
  const found = await keysOf('search', 'thunder', '--limit', '3')
  expect(found).toHaveLength(3)
  expect(found).toContain('nature/thunder.wav')
  const music = await keysOf('search', 'thunder', '--prefix', 's3://demo/music', '--limit', '10')
  expect(music).toHaveLength(5)
  expect(music.every((key) => key.startsWith('music/'))).toBe(true)
  expect(await ask('search', 'thunder', '--limit', '1')).toMatch(/similarity +best moments +object/)
})

test('an object finds what sounds like it, by its address and by its number', async () => {
  const address = 's3://demo/nature/thunder.wav'
  const [first] = JSON.parse(await ask('results', '--prefix', address, '--json', '--limit', '1'))
  const byAddress = await keysOf('similar', address, '--limit', '4')
  expect(byAddress).toHaveLength(4)
  expect(byAddress).not.toContain('nature/thunder.wav')
  expect(await keysOf('similar', String(first.objectId), '--limit', '4')).toEqual(byAddress)
})

test('the search index is built where it is wanted, used, and removed', async () => {
  expect(JSON.parse(await ask('index', 'status', '--json'))).toMatchObject({ state: 'none' })
  const exact = await run('search', 'thunder', '--limit', '3', '--json')
  expect(JSON.parse(exact.stdout)).toMatchObject({ method: 'exact' })
  expect((await run('search', 'thunder')).stderr).toContain('The search was exact')

  // So few windows need none, and it says so.
  expect(await ask('index', 'build')).toContain('There is no search index')
  const built = await ask('index', 'build', '--force', '--memory', '0.5', '--watch', '--json')
  expect(JSON.parse(built)).toMatchObject({ state: 'ready' })
  expect(await ask('index', 'status')).toContain('The search index is ready')
  const forced = JSON.parse(await ask('search', 'thunder', '--limit', '3', '--exact', '--json'))
  expect(forced).toMatchObject({ method: 'exact', hits: JSON.parse(exact.stdout).hits })
  expect(await ask('index', 'drop')).toContain('There is no search index')
})

test('what cannot be meant ends with 2 and says why', async () => {
  const cases: [string[], number, string][] = [
    [['search', '  '], 2, 'The text to search for is empty'],
    [['search', 'x'.repeat(10_000)], 2, 'characters'],
    [['search', 'dog', '--min-probability', '0.5'], 2, '--min-probability goes with --label'],
    [['similar', 's3://demo/nothing.wav'], 2, 'Nothing was heard under "s3://demo/nothing.wav"'],
    [['similar', 's3://demo'], 2, 'names a bucket, not an object'],
    [['similar', '999999'], 1, '999999'],
  ]
  for (const [args, code, message] of cases) {
    const answer = await run(...args)
    expect(answer.stderr).toContain(message)
    expect(answer).toMatchObject({ code, stdout: '' })
  }
})
