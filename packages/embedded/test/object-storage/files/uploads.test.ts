import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Bucket } from '../../../src/object-storage/files/bucket.js'
import { draftPath, writeDraft } from '../../../src/object-storage/files/draft.js'
import { openBucket } from '../../../src/object-storage/files/open-bucket.js'
import { SortedKeys } from '../../../src/object-storage/files/sorted-keys.js'
import {
  createUpload,
  findUpload,
  placePart,
  removeUpload,
  UPLOADS_FOLDER,
} from '../../../src/object-storage/files/uploads.js'

const Key = 'sound'
let folder: string
let bucket: Bucket

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-uploads-'))
  bucket = new Bucket(folder, new SortedKeys([]))
})
afterEach(() => rm(folder, { recursive: true }))

test('an upload that is removed while its parts arrive is gone, and each part is told so', async () => {
  const id = await createUpload(bucket, Key, {})
  const upload = await findUpload(bucket, Key, id)
  let arrived = 0
  const refusals: unknown[] = []
  const send = async (number: number) => {
    // Until it is refused, a part comes again and again.
    for (;;) {
      try {
        await placePart(upload, number, await writeDraft(folder, asBody('part')))
        arrived += 1
      } catch (error) {
        refusals.push(error)
        return
      }
    }
  }
  const sending = Promise.all(Array.from({ length: 32 }, (_, index) => send(index + 1)))
  while (arrived < 100) await new Promise(setImmediate)
  await removeUpload(bucket, upload)
  await sending
  expect(refusals).toHaveLength(32)
  for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'NoSuchUpload' })
  expect(await readdir(folder, { recursive: true })).toEqual([UPLOADS_FOLDER])
})

test('an upload whose removal was interrupted leaves nothing when the bucket is opened', async () => {
  const left = draftPath(folder)
  await mkdir(left)
  await writeFile(join(left, '1'), 'part')
  await openBucket(folder)
  expect(await readdir(folder)).toEqual([])
})

async function* asBody(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
}
