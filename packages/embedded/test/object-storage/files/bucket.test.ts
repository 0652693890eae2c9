import { mkdtemp, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Bucket } from '../../../src/object-storage/files/bucket.js'
import { writeDraft } from '../../../src/object-storage/files/draft.js'
import { SortedKeys } from '../../../src/object-storage/files/sorted-keys.js'

test('two states of an object that are written at one tick of the clock can be told apart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-bucket-'))
  const bucket = new Bucket(folder, new SortedKeys([]))
  const tick = new Date('2024-05-01')
  const place = async (text: string) => {
    const draft = await writeDraft(folder, asBody(text))
    await utimes(draft.path, tick, tick)
    const { mtimeNs } = await stat(draft.path, { bigint: true })
    return await bucket.place('key', { ...draft, mtimeNs: String(mtimeNs) }, { metadata: {} })
  }
  const [old, current] = [await place('old'), await place('new')]
  expect(current.mtimeNs).not.toBe(old.mtimeNs)
  expect(await bucket.describe('key')).toEqual(current)
  await rm(folder, { recursive: true })
})

async function* asBody(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
}
