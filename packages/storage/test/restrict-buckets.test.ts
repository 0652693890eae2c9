import { expect, test } from 'vitest'
import { createObjectStorage } from '../src/index.js'

test('a bucket that is not allowed is neither read, listed, written nor looked for', async () => {
  // Nobody listens there: what is refused here never gets so far.
  const storage = createObjectStorage({
    endpoint: 'http://127.0.0.1:9',
    region: 'us-east-1',
    accessKeyId: 'a',
    secretAccessKey: 'b',
    allowedBuckets: ['archive', 'reports'],
  })
  const place = { bucket: 'secrets', key: 'app.env' }
  const refused = {
    code: 'ACCESS_DENIED',
    permanent: true,
    message: expect.stringContaining('"secrets" is not among'),
  }
  await expect(storage.listObjects({ bucket: 'secrets' }).next()).rejects.toMatchObject(refused)
  await expect(storage.openObject(place)).rejects.toMatchObject(refused)
  await expect(storage.headObject(place)).rejects.toMatchObject(refused)
  await expect(storage.putObject({ ...place, body: Buffer.from('') })).rejects.toMatchObject(
    refused,
  )
  await expect(storage.bucketExists('secrets')).rejects.toMatchObject(refused)
  await expect(storage.createBucket('secrets')).rejects.toMatchObject(refused)
  await expect(storage.headObject({ ...place, bucket: 'archive' })).rejects.toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
  })
  storage.close()
})
