import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readBasics } from '../../src/basics.js'

const url = 'http://127.0.0.1:1'

test('the API is found without the rest of the environment, right or wrong', async () => {
  const basics = await readBasics({
    EARMARK_API_URL: url,
    EARMARK_API_KEY: 'k',
    EARMARK_DTYPE: 'q5',
  })
  expect(basics).toMatchObject({ apiUrl: url, apiKey: 'k', home: undefined })
  await expect(basics.readAll()).rejects.toThrow('EARMARK_DTYPE=q5')
})

test('a key may come from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-basics-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'key')
  await writeFile(file, 'em_of_file\n')
  expect(await readBasics({ EARMARK_API_KEY_FILE: file })).toMatchObject({ apiKey: 'em_of_file' })
})

test.each([
  [{ EARMARK_API_URL: 'ftp://host' }, 'EARMARK_API_URL: must be an http:// or https:// URL'],
  [{ EARMARK_API_URL: 'host' }, 'EARMARK_API_URL: must be an http:// or https:// URL'],
  [{ EARMARK_API_KEY: 'k', EARMARK_API_KEY_FILE: '/k' }, 'are both set: unset one of them'],
])('what is wrong with it is said: %j', async (environment, message) => {
  await expect(readBasics(environment)).rejects.toThrow(message)
})
