import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Database,
  deleteRecordingRule,
  type MetadataRow,
  refreshInfo,
  saveMetadata,
  setRecordingRule,
} from '../../src/index.js'
import { openArchive } from '../archive.js'

type Info = { recordedAt: string | null; recordedBy: string | null; metadata: unknown }

describe.each(databaseKinds())('when and where objects were recorded, on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let db: Database

  beforeAll(async () => {
    archive = await openArchive(kind)
    db = archive.db
  })
  afterAll(() => archive.close())
  beforeEach(async () => {
    await db.execute(
      sql`truncate earmark.objects, earmark.metadata, earmark.info_refreshes cascade`,
    )
    await db.execute(sql`delete from earmark.recording_rules where bucket <> ''`)
  })

  async function add(key: string, fileTags: object | null = null): Promise<void> {
    await db.execute(sql`
      insert into earmark.objects (bucket, key, etag, size, file_tags)
      values ('b', ${key}, 'e', 1, ${fileTags && JSON.stringify(fileTags)}::jsonb)`)
  }

  async function find(key: string): Promise<Info> {
    const { rows } = await db.execute<Info>(sql`
      select to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as "recordedAt", recorded_by as "recordedBy", metadata
      from earmark.objects_info where key = ${key}`)
    return rows[0]!
  }

  const refresh = () => refreshInfo(db, () => false)

  const siteRule = {
    bucket: 'b',
    keyPrefix: '',
    patterns: ['{site}/{YYYY}{MM}{DD}_{hh}{mm}{ss}'],
    compiled: [
      {
        expression:
          '(?:^|/)([^/]+)/([0-9]{4})([0-9]{2})([0-9]{2})_([0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])',
        slots: ['site', 'YYYY', 'MM', 'DD', 'hh', 'mm', 'ss'],
      },
    ],
    timeZone: 'Europe/Berlin',
    fileTags: [],
  }

  test.each([
    ['a/20240131_053000.WAV', '2024-01-31 05:30:00'],
    ['a/20240131_053000T.WAV', '2024-01-31 05:30:00'],
    ['SM4A_20240131_053000.wav', '2024-01-31 05:30:00'],
    ['SM2_0+1_20240131$053000.wav', '2024-01-31 05:30:00'],
    ['x/20240131T053000Z.flac', '2024-01-31 05:30:00'],
    ['x/20240131T053000+0100.flac', '2024-01-31 04:30:00'],
    ['x/2024-01-31T05-30-00.flac', '2024-01-31 05:30:00'],
    ['x/2024-01-31T05:30:00.250-05:30.flac', '2024-01-31 11:00:00'],
    ['x/2024-01-31 05.30.00.flac', '2024-01-31 05:30:00'],
    ['20240229_000000.wav', '2024-02-29 00:00:00'],
  ])('reads %s as %s', async (key, recordedAt) => {
    await add(key)
    expect(await find(key)).toMatchObject({ recordedAt, recordedBy: 'key' })
  })

  test.each([
    '20230229_000000.wav',
    '20240231_053000.wav',
    '20241301_053000.wav',
    '20240131_246000.wav',
    '00000000_000000.wav',
  ])('says that %s names no date', async (key) => {
    await add(key)
    expect(await find(key)).toMatchObject({ recordedAt: null, recordedBy: 'impossible' })
  })

  test.each(['a/tape-17.wav', '120240131_053000.wav', '20240131_0530001.wav', '2024.wav'])(
    'knows nothing of %s',
    async (key) => {
      await add(key)
      expect(await find(key)).toMatchObject({ recordedAt: null, recordedBy: null })
    },
  )

  test.each([
    [
      { comment: 'Recorded at 05:30:00 31/01/2024 (UTC) by AudioMoth 24F319055FDF2F5B' },
      '2024-01-31 05:30:00',
    ],
    [{ comment: 'Recorded at 05:30:00 31/01/2024 (UTC+2) by AudioMoth' }, '2024-01-31 03:30:00'],
    [{ comment: 'Recorded at 05:30:00 31/01/2024 (UTC-3:30) by AudioMoth' }, '2024-01-31 09:00:00'],
    [{ creation_time: '2024-01-31T05:30:00.000000Z' }, '2024-01-31 05:30:00'],
    [{ date: '2024-01-31', creation_time: '05:30:00' }, '2024-01-31 05:30:00'],
    [{ date: '2024-01-31T05:30:00+01:00' }, '2024-01-31 04:30:00'],
  ])('reads the tags %j', async (tags, recordedAt) => {
    await add('tape.wav', tags)
    expect(await find('tape.wav')).toMatchObject({ recordedAt, recordedBy: 'tags' })
  })

  test('takes a date without a time for no instant, and an impossible one for what it is', async () => {
    await add('1.wav', { date: '2024' })
    await add('2.wav', { comment: 'Recorded at 05:30:00 31/02/2024 (UTC)' })
    await add('3.wav', { comment: '', creation_time: 'yesterday', date: null })
    expect((await find('1.wav')).recordedBy).toBeNull()
    expect((await find('2.wav')).recordedBy).toBe('impossible')
    expect((await find('3.wav')).recordedBy).toBeNull()
  })

  test('reads keys anew where a rule changes, in its time zone, and its fields', async () => {
    await add('field/north/20240701_053000.wav')
    await add('other.wav')
    const id = await setRecordingRule(db, siteRule)
    expect(await refresh()).toBe(false)
    expect(await find('field/north/20240701_053000.wav')).toEqual({
      recordedAt: '2024-07-01 03:30:00',
      recordedBy: 'key',
      metadata: { site: 'north' },
    })
    expect(await deleteRecordingRule(db, id!)).toBe(true)
    await refresh()
    expect((await find('field/north/20240701_053000.wav')).recordedAt).toBe('2024-07-01 05:30:00')
    expect(await setRecordingRule(db, { ...siteRule, timeZone: 'Mars/Olympus' })).toBeNull()
  })

  const row = (key: string, fields: MetadataRow['fields'], isPrefix = false): MetadataRow => ({
    bucket: 'b',
    key,
    isPrefix,
    fields,
  })

  test('lets longer prefixes win over shorter ones and keys over all, and null over both', async () => {
    await add('p/q/1.wav')
    const rows = [
      row('p/', { site: 'P', licence: 'CC0', recorder: 'r' }, true),
      row('p/q/', { site: 'Q' }, true),
      row('p/q/1.wav', { depth: '3', recorder: null }),
      row('nowhere/', { site: 'N' }, true),
      row('nowhere.wav', { site: 'N' }),
    ]
    const saved = await saveMetadata(db, rows, { replaces: false })
    expect(saved.unknown).toBe(2)
    expect(saved.examples.map(({ key }) => key).sort()).toEqual(['nowhere.wav', 'nowhere/'])
    await refresh()
    expect((await find('p/q/1.wav')).metadata).toEqual({ site: 'Q', licence: 'CC0', depth: '3' })
  })

  test('adds fields to what was said, or forgets it', async () => {
    await add('1.wav')
    await saveMetadata(db, [row('1.wav', { a: '1', b: '2' })], { replaces: false })
    await saveMetadata(db, [row('1.wav', { b: '3' })], { replaces: false })
    await refresh()
    expect((await find('1.wav')).metadata).toEqual({ a: '1', b: '3' })
    await saveMetadata(db, [row('1.wav', { c: '4' })], { replaces: true })
    await refresh()
    expect((await find('1.wav')).metadata).toEqual({ c: '4' })
  })

  test('holds what was said for objects that are heard later', async () => {
    await saveMetadata(db, [row('later/', { site: 'L' }, true)], { replaces: false })
    await add('later/1.wav')
    expect((await find('later/1.wav')).metadata).toEqual({ site: 'L' })
  })

  test('shows a latitude that is none as none', async () => {
    await add('1.wav')
    await add('2.wav')
    const said = [
      row('1.wav', { latitude: '52.52', longitude: '-180' }),
      row('2.wav', { latitude: '90.1', longitude: 'east' }),
    ]
    await saveMetadata(db, said, { replaces: false })
    await refresh()
    const { rows } = await db.execute(
      sql`select latitude, longitude from earmark.objects_info order by key`,
    )
    expect(rows).toEqual([
      { latitude: 52.52, longitude: -180 },
      { latitude: null, longitude: null },
    ])
  })
})
