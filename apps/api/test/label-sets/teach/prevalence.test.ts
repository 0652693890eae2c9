import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../start-test-api.js'
import { type Heard, hearArchive, labels, say } from './teach-archive.js'

const COUNT = 240

describe.each(databaseKinds())('prevalence on %s', (kind) => {
  let api: TestApi
  let heard: Heard[]
  let labelSet: { id: number }
  const dog = labels[0]!

  beforeAll(async () => {
    api = await startTestApi(kind)
    ;({ heard, labelSet } = await hearArchive(api, COUNT))
    await api.db.execute(sql`
      update earmark.objects set recorded_at = '2026-05-01T22:30:00Z'::timestamptz + (id % 2) * interval '12 hours'`)
  })
  afterAll(() => api.close())

  const ask = (query = '', id = labelSet.id, label = dog) =>
    api.call('GET', `/v1/label-sets/${id}/labels/${encodeURIComponent(label)}/prevalence?${query}`)
  const byId = (id: number) => heard.find(({ objectId }) => objectId === id)!

  test('without answers nothing is known, and the sample says what to answer', async () => {
    const { status, body } = await ask('sample=40')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      label: dog,
      labelSet: { id: labelSet.id },
      windows: COUNT,
      answered: 0,
      interval: { low: expect.closeTo(0, 9), high: expect.closeTo(1, 9) },
      groups: null,
    })
    expect(body.hours).toBeCloseTo((COUNT * 10) / 3600, 6)
    expect(body.strata.map(({ windows }: { windows: number }) => windows)).toEqual([120, 60, 60])
    expect(body.notes[0]).toContain('Nothing was answered in 3 of 3 strata')
    expect(body.moreToHalve).toBeGreaterThan(3)
    expect(body.sample.length).toBeGreaterThan(30)
    expect((await ask('sample=40')).body.sample).toEqual(body.sample)
    expect(new Set(body.sample.map(({ objectId }: { objectId: number }) => objectId)).size).toBe(
      body.sample.length,
    )
  })

  test('answers to the sample give the share of the archive, not that of the answers', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { sample } = (await ask('sample=30')).body
      for (const { objectId } of sample) await say(api.db, labelSet.id, byId(objectId), dog)
    }
    const { body } = await ask()
    expect(body.answered).toBeGreaterThan(70)
    expect(body.interval.low).toBeLessThan(1 / 3)
    expect(body.interval.high).toBeGreaterThan(1 / 3)
    expect(body.interval.high - body.interval.low).toBeLessThan(0.35)
    expect(body.hoursWithLabel.value).toBeCloseTo(body.share * body.hours, 9)
    expect(body.notes).toEqual([])
  })

  test('groups have their own share, or that of the strata where too little was answered in them', async () => {
    const { groups } = (await ask('by=hour')).body
    expect(groups.map(({ group }: { group: string }) => group)).toEqual(['10', '22'])
    for (const { share, interval, windows, isInferred, answered } of groups) {
      expect(windows).toBe(COUNT / 2)
      expect(isInferred).toBe(answered < 30)
      expect(interval.low).toBeLessThanOrEqual(share)
      expect(interval.high).toBeGreaterThanOrEqual(share)
    }
    const berlin = (await ask('by=month&timeZone=Europe/Berlin')).body.groups
    expect(berlin.map(({ group }: { group: string }) => group)).toEqual(['2026-05'])
    const folders = (await ask('by=folder')).body.groups
    expect(folders).toEqual([
      expect.objectContaining({ group: 's3://archive/yard/', windows: COUNT, isInferred: false }),
    ])
    expect((await ask('prefix=s3://archive/yard/1')).body.windows).toBeLessThan(COUNT)
  })

  test('answers that a version learned from do not count for it', async () => {
    const before = (await ask()).body
    const { body } = await api.call('POST', `/v1/label-sets/${labelSet.id}/publish`, {
      labels: [{ label: dog }],
      retag: false,
    })
    const after = (await ask('', body.labelSet.id)).body
    expect(after.answered).toBe(0)
    expect(after.leftOut.taught).toBe(before.answered)
    expect(after.notes[0]).toContain('since this version')
    // Where nothing was answered, its scores stand.
    expect(after.share).toBeGreaterThan(0.15)
    expect(after.share).toBeLessThan(0.5)
  })

  test('an object that was uploaded again is no part of the archive any more', async () => {
    await api.db.execute(sql`
      insert into earmark.objects (bucket, key, etag, size) values ('archive', 'yard/1', 'another', 1)`)
    expect((await ask()).body.windows).toBe(COUNT - 1)
  })

  test.each([
    ['by=week', 400, 'by'],
    ['timeZone=Mars', 400, 'timeZone'],
    ['sample=1000', 400, 'sample'],
    ['prefix=s3://nowhere/', 409, undefined],
  ])('%s is refused', async (query, status, field) => {
    const answer = await ask(query)
    expect(answer.status).toBe(status)
    expect(answer.body.errors?.[0]?.field).toBe(field)
  })
})
