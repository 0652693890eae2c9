import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { databaseKinds, queueKinds } from '@earmark/testing'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningWorker } from '../src/start-worker.js'
import { BUCKET, openTestWorker, type TestWorker } from './open-test-worker.js'

const demo = new URL('../../../demo/', import.meta.url)

const backEnds = databaseKinds().flatMap((database) =>
  queueKinds().map((queue) => ({ database, queue })),
)

describe.each(backEnds)('a batch with $database Postgres and the queue on $queue', (kinds) => {
  let parts: TestWorker
  let worker: RunningWorker
  let truth: Record<string, { label: string }[]>

  beforeAll(async () => {
    parts = await openTestWorker(kinds)
    truth = JSON.parse(await readFile(new URL('truth.json', demo), 'utf8'))
    for (const key of Object.keys(truth)) {
      await parts.storage.putObject({
        bucket: BUCKET,
        key,
        body: await readFile(new URL(key, demo)),
      })
    }
    worker = await parts.startWorker()
  })
  afterAll(async () => {
    await worker.stop()
    await parts.close()
  })

  const sounds = () => {
    const single = Object.values(truth).filter((events) => events.length === 1)
    return parts.labelSet(
      'sounds',
      single.map(([event]) => event?.label ?? ''),
      'Sound of {}',
    )
  }
  const kindsOfSound = () => parts.labelSet('kinds', ['music', 'speech', 'wind'])
  const run = async (batch: Parameters<TestWorker['createBatch']>[0]) =>
    parts.waitFor(await parts.createBatch(batch))
  const rows = async (query: SQL) => (await parts.db.execute<Record<string, unknown>>(query)).rows

  test('names all thirty sounds of the demo archive', async () => {
    const batch = await run({
      prefix: `s3://${BUCKET}/`,
      labelSetIds: [await sounds(), await kindsOfSound()],
    })
    expect(batch).toMatchObject({
      state: 'completed',
      counts: { found: 31, done: 31, failed: 0, skipped: 0 },
    })
    const tops = await rows(
      sql`select key, label from earmark.top_labels where label_set = 'sounds'`,
    )
    const named = tops.filter(({ key, label }) => {
      const events = truth[key as string] ?? []
      return events.length === 1 && events[0]?.label === label
    })
    expect(named).toHaveLength(30)
  }, 90_000)

  test('the same batch again decodes nothing, and its rows are the same to the bit', async () => {
    const everything = sql`
      select c.*, c.xmin, e.embedding::text from earmark.classifications c
      join earmark.embeddings e using (hearing_id) order by 1, 2, e.window_index`
    const before = await rows(everything)
    const batch = await run({
      prefix: `s3://${BUCKET}/`,
      labelSetIds: [await sounds(), await kindsOfSound()],
    })
    expect(batch).toMatchObject({
      state: 'completed',
      counts: { done: 0, skipped: 31, windows: 0 },
    })
    expect(await rows(everything)).toEqual(before)
  }, 90_000)

  test('two label sets decode each object once', async () => {
    expect(await rows(sql`select count(*) as n from earmark.hearings`)).toEqual([{ n: 31 }])
    expect(
      await rows(sql`select label_set, count(*) as n from earmark.results group by 1 order by 1`),
    ).toEqual([
      { label_set: 'kinds', n: 31 * 3 },
      { label_set: 'sounds', n: 31 * 10 },
    ])
  })

  test('bad objects fail with a code each, and the rest goes on', async () => {
    const put = (key: string, body: Buffer) =>
      parts.storage.putObject({ bucket: BUCKET, key: `bad/${key}`, body })
    const odd = 'a b+%20é"\'.flac'
    await put('empty.wav', Buffer.alloc(0))
    await put('noise.mp3', Buffer.from('this is not audio at all'))
    await put('list.mp3', Buffer.from('#EXTM3U\nfile:///etc/passwd\n'))
    await put(odd, await readFile(new URL('home/doorbell.flac', demo)))
    const keys = ['empty.wav', 'noise.mp3', 'list.mp3', odd, 'never-there.ogg'].map(
      (key) => `bad/${key}`,
    )
    const batch = await run({ keys, labelSetIds: [await kindsOfSound()] })
    expect(batch).toMatchObject({
      state: 'completed_with_failures',
      counts: { found: 5, failed: 4 },
    })
    expect(
      await rows(
        sql`select key, code from earmark.failures where batch_id = ${batch.id} order by key`,
      ),
    ).toEqual([
      { key: 'bad/empty.wav', code: 'EMPTY_OBJECT' },
      { key: 'bad/list.mp3', code: 'UNDECODABLE_AUDIO' },
      { key: 'bad/never-there.ogg', code: 'OBJECT_NOT_FOUND' },
      { key: 'bad/noise.mp3', code: 'UNDECODABLE_AUDIO' },
    ])
  }, 90_000)

  test('stereo in antiphase is heard by its louder channel, in a short object and in a streamed one', async () => {
    for (const [key, seconds] of [
      ['antiphase/short.wav', 2],
      ['antiphase/long.wav', 90],
    ] as const) {
      const voices = '0.24*sin(2*PI*440*t)|-0.25*sin(2*PI*440*t)'
      const source = `aevalsrc=${voices}:s=48000:d=${seconds}:c=stereo`
      const { stdout } = await promisify(execFile)(
        'ffmpeg',
        ['-v', 'error', '-f', 'lavfi', '-i', source, '-c:a', 'pcm_f32le', '-f', 'wav', '-'],
        { encoding: 'buffer', maxBuffer: 100_000_000 },
      )
      await parts.storage.putObject({ bucket: BUCKET, key, body: stdout })
    }
    const batch = await run({
      prefix: `s3://${BUCKET}/antiphase/`,
      labelSetIds: [await kindsOfSound()],
    })
    expect(batch).toMatchObject({ state: 'completed', counts: { done: 2 } })
    expect(
      await rows(
        sql`select key, heard_channel, channels from earmark.objects where key like 'antiphase/%' order by key`,
      ),
    ).toEqual([
      { key: 'antiphase/long.wav', heard_channel: 2, channels: 2 },
      { key: 'antiphase/short.wav', heard_channel: 2, channels: 2 },
    ])
  }, 180_000)

  test('a bucket that does not exist fails the batch with the reason', async () => {
    const batch = await run({
      prefix: 's3://no-such-bucket/x',
      labelSetIds: [await kindsOfSound()],
    })
    expect(batch).toMatchObject({
      state: 'failed',
      code: 'BUCKET_NOT_FOUND',
      reason: expect.stringContaining('no-such-bucket'),
    })
  }, 90_000)
})
