import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConnectionFile, writeConnectionFile } from '../src/index.js'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'earmark-home-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const connection = {
  apiUrl: 'http://127.0.0.1:3210',
  apiKey: 'k',
  databaseUrl: 'postgres://localhost/x',
}

test('the connection file is read back, and only its owner can read it', async () => {
  await writeConnectionFile(home, connection)
  expect(await readConnectionFile(home)).toEqual(connection)
  expect((await stat(join(home, 'connection.json'))).mode & 0o777).toBe(0o600)
})

test('a missing connection file is no error', async () => {
  expect(await readConnectionFile(join(home, 'nowhere'))).toBeNull()
})

test('a damaged connection file is named with what to do', async () => {
  await writeFile(join(home, 'connection.json'), '{')
  await expect(readConnectionFile(home)).rejects.toThrow(/connection\.json is damaged\. Delete it/)
})
