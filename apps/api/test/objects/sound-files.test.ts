import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { databaseKinds } from '@earmark/testing'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { isRunning } from '../is-running.js'
import { startTestApi, type TestApi } from '../start-test-api.js'
import { storeObject } from '../store-object.js'
import { makeFlac } from './make-sound.js'

const run = promisify(execFile)
const [kind] = databaseKinds()

/** How many copies of objects lie in the folder for temporary files. */
async function countCopies(): Promise<number> {
  const names = await readdir(tmpdir(), { recursive: true })
  return names.filter((name) => name.endsWith('/sound')).length
}

describe('copies of objects on the disk', () => {
  let temporary: string
  let api: TestApi
  let body: Buffer
  const outer = process.env.TMPDIR
  beforeAll(async () => {
    body = await makeFlac("'0.1*random(0)'", 2)
  })
  beforeEach(async () => {
    temporary = await mkdtemp('/tmp/ear-')
    process.env.TMPDIR = temporary
  })
  afterEach(async () => {
    await api.close()
    expect(await countCopies()).toBe(0)
    if (outer === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = outer
    await rm(temporary, { recursive: true, force: true })
  })

  function store(name: string) {
    return storeObject(api, { key: name, body, codec: 'flac', durationS: 2 })
  }

  test('make room for each other, and are fetched once for many at once', async () => {
    api = await startTestApi(kind!, { soundCacheBytes: Math.floor(body.length * 2.5) })
    const objects = [await store('1.flac'), await store('2.flac'), await store('3.flac')]
    const ask = (id: number, points: number) =>
      api.call('GET', `/v1/objects/${id}/waveform?points=${points}`)
    const urls = objects.flatMap(({ id }) => [3, 4, 5].map((points) => ask(id, points)))
    expect((await Promise.all(urls)).map(({ status }) => status)).toEqual(Array(9).fill(200))
    await vi.waitFor(async () => expect(await countCopies()).toBe(2))
  })

  test('what never has room is refused, with the setting that says so', async () => {
    api = await startTestApi(kind!, { soundCacheBytes: body.length - 1 })
    const { id } = await store('1.flac')
    const answer = await api.call('GET', `/v1/objects/${id}/waveform`)
    expect(answer.body).toMatchObject({ status: 413, code: 'TOO_LARGE' })
    expect(answer.body.detail).toContain('API_SOUND_CACHE_MB')
    expect(await countCopies()).toBe(0)
  })

  test('one that somebody has removed is fetched again', async () => {
    api = await startTestApi(kind!)
    const { id } = await store('1.flac')
    expect((await api.call('GET', `/v1/objects/${id}/waveform?points=2`)).status).toBe(200)
    for (const name of await readdir(temporary, { recursive: true })) {
      if (name.endsWith('/sound')) await rm(join(temporary, name))
    }
    expect((await api.call('GET', `/v1/objects/${id}/waveform?points=3`)).status).toBe(200)
  })

  test('an ffmpeg ends when the one who waits for it goes away, and leaves nothing but the copy', async () => {
    // A pipe with a name: ffmpeg may write no file.
    const pidPipe = join(temporary, 'pid')
    await run('mkfifo', [pidPipe])
    const started = readFile(pidPipe, 'utf8').then(Number)
    const ffmpegPath = join(temporary, 'ffmpeg')
    await writeFile(ffmpegPath, `#!/bin/sh\necho $$ > ${pidPipe}\nexec sleep 600\n`)
    await chmod(ffmpegPath, 0o755)
    api = await startTestApi(kind!, { ffmpegPath })
    const { id } = await store('1.flac')
    const origin = await api.app.listen({ host: '127.0.0.1', port: 0 })
    const client = new AbortController()
    const answer = fetch(`${origin}/v1/objects/${id}/waveform`, {
      signal: client.signal,
      headers: { authorization: `Bearer ${api.key}` },
    }).catch(() => 'gone')
    const pid = await started
    expect(isRunning(pid)).toBe(true)
    client.abort()
    expect(await answer).toBe('gone')
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 10_000)
    const left = await readdir(temporary, { recursive: true })
    expect(left.filter((name) => name.includes('pipe'))).toEqual([])
    expect(await countCopies()).toBe(1)
  })
})
