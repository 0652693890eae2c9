import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectQueue } from '../src/index.js'
import { readRedisUrl } from '../src/read-redis-url.js'

const nobody = { credentials: {}, sentinelCredentials: {}, tls: undefined }

test.each([
  ['redis://h', { mode: 'alone', hosts: [{ host: 'h', port: 6379 }], path: '', ...nobody }],
  [
    'rediss://u:p%40%2F@h:7000/3',
    {
      mode: 'alone',
      hosts: [{ host: 'h', port: 7000 }],
      path: '3',
      credentials: { username: 'u', password: 'p@/' },
      sentinelCredentials: {},
      tls: {},
    },
  ],
  [
    'redis://[::1]:7000',
    { mode: 'alone', hosts: [{ host: '::1', port: 7000 }], path: '', ...nobody },
  ],
  [
    'redis+cluster://a:1,b',
    {
      mode: 'cluster',
      hosts: [
        { host: 'a', port: 1 },
        { host: 'b', port: 6379 },
      ],
      path: '',
      ...nobody,
    },
  ],
  [
    'redis+sentinel://:p@a,b:2/main?sentinelUsername=s&sentinelPassword=%3Dx',
    {
      mode: 'sentinel',
      hosts: [
        { host: 'a', port: 26379 },
        { host: 'b', port: 2 },
      ],
      path: 'main',
      credentials: { password: 'p' },
      sentinelCredentials: { sentinelUsername: 's', sentinelPassword: '=x' },
      tls: undefined,
    },
  ],
])('%s is read', (url, place) => {
  expect(readRedisUrl(url)).toEqual(place)
})

test('files of certificates are read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-redis-url-'))
  const ca = join(folder, 'my ca.pem')
  await writeFile(ca, 'CERTIFICATE')
  const { tls } = readRedisUrl(`rediss+cluster://h?ca=${encodeURIComponent(ca)}`)
  expect(String(tls?.ca)).toBe('CERTIFICATE')
  await rm(folder, { recursive: true })
})

test.each([
  [
    'rediss://u:secret@h?ca=/no/such.pem',
    /\(rediss:\/\/u@h\) names a file \(ca\) that cannot be read: ENOENT/,
  ],
  ['redis://u:secret@h?ca=/no/such.pem', /must begin with rediss/],
  ['rediss://u:secret@h?cafile=secret', /has "cafile" after the "\?": ca, cert, key/],
  ['redis+sentinels://u:secret@h', /is no URL of a Redis/],
])('%s is refused at once, without its password', (url, message) => {
  const open = () => connectQueue({ url, onError: () => {} })
  expect(open).toThrow(message)
  expect(open).not.toThrow(/secret/)
  expect(open).toThrow(expect.objectContaining({ code: 'QUEUE_UNAVAILABLE', permanent: true }))
})
