import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAudioFiles } from '../src/index.js'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-list-'))
  await mkdir(join(folder, 'deep/er'), { recursive: true })
  for (const name of ['a.wav', 'B.FLAC', 'notes.txt', '._a.wav', 'deep/er/ü 100 %.mp3']) {
    await writeFile(join(folder, name), 'x')
  }
  await symlink('../a.wav', join(folder, 'deep/link.wav'))
  await symlink('nowhere.wav', join(folder, 'dangling.wav'))
  await symlink('..', join(folder, 'deep/circle'))
})
afterAll(() => rm(folder, { recursive: true }))

async function list(path: string, include?: string[]): Promise<string[]> {
  const found: string[] = []
  for await (const file of listAudioFiles(path, include)) found.push(file.relative)
  return found.sort()
}

test('finds audio at any depth, whatever the case of its extension, and no hidden files', async () => {
  expect(await list(folder)).toEqual(['B.FLAC', 'a.wav', 'deep/er/ü 100 %.mp3', 'deep/link.wav'])
})

test('one file is measured as the files of a folder are', async () => {
  expect(await list(join(folder, 'a.wav'))).toEqual(['a.wav'])
  expect(await list(join(folder, 'notes.txt'))).toEqual([])
})

test('globs take the place of the extensions', async () => {
  expect(await list(folder, ['*.txt', 'deep/**/*.mp3'])).toEqual([
    'deep/er/ü 100 %.mp3',
    'notes.txt',
  ])
  expect(await list(join(folder, 'notes.txt'), ['*.txt'])).toEqual(['notes.txt'])
})

test('a folder that is not there is an error, not an empty list', async () => {
  await expect(list(join(folder, 'nowhere'))).rejects.toThrow('ENOENT')
})
