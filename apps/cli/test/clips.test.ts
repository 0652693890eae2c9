import { expect, test } from 'vitest'
import { type Clip, formatMetadata, formatSelections } from '../src/commands/export/clip-tables.js'
import type { Moment } from '../src/commands/export/moment.js'
import { nameClip } from '../src/commands/export/name-clip.js'
import { pickMoments } from '../src/commands/export/pick-moments.js'

const moment = (objectId: number, probability: number): Moment => ({
  ...{ objectId, probability, bucket: 'b', key: `${objectId}.wav`, label: 'rain' },
  ...{ startS: 10, endS: 15, zScore: null },
})

async function* pagesOf(moments: Moment[], size = 7) {
  for (let at = 0; at < moments.length; at += size) yield moments.slice(at, at + size)
}

const many = Array.from({ length: 500 }, (_, n) => moment(n, ((n * 37) % 500) / 500))
const ids = (moments: Moment[]) => moments.map(({ objectId }) => objectId)

test('the best are the surest, in order', async () => {
  const best = await pickMoments(pagesOf(many), { pick: 'best', limit: 5, seed: 1 })
  expect(best.map(({ probability }) => probability)).toEqual(
    [499, 498, 497, 496, 495].map((n) => n / 500),
  )
})

test('of chance the same seed picks the same, in whatever order they come, and another one others', async () => {
  const pick = (moments: Moment[], seed: number) =>
    pickMoments(pagesOf(moments), { pick: 'random', limit: 20, seed })
  const first = ids(await pick(many, 1))
  expect(new Set(first).size).toBe(20)
  expect(ids(await pick(many.toReversed(), 1))).toEqual(first)
  expect(ids(await pick(many, 2))).not.toEqual(first)
})

test('the spread goes evenly from the surest to the least sure, none twice', async () => {
  const skewed = many.map((_, n) => moment(n, n < 490 ? 0.99 : n / 500 - 0.98))
  const spread = await pickMoments(pagesOf(skewed), { pick: 'spread', limit: 9, seed: 1 })
  expect(new Set(ids(spread)).size).toBe(9)
  expect(spread[0]!.probability).toBe(0.99)
  expect(spread.at(-1)!.probability).toBe(0)
  expect(await pickMoments(pagesOf([]), { pick: 'spread', limit: 9, seed: 1 })).toEqual([])
})

test.each([
  ['../../etc/passwd', 'rain', 'rain/passwd-7-1.00-2.00.flac'],
  ['a/..', 'rain', 'rain/7-1.00-2.00.flac'],
  ['C:\\x|"?*.wav', 'rain', 'rain/C_x-7-1.00-2.00.flac'],
  ['дождь ночью.flac', 'rain', 'rain/дождь ночью-7-1.00-2.00.flac'],
  ['a.wav', 'vacuum cleaner', 'vacuum cleaner/a-7-1.00-2.00.flac'],
])('%s has a name that no file system minds', (key, label, name) => {
  expect(nameClip({ objectId: 7, key, label }, { startS: 1, endS: 2 }, 'flac')).toBe(name)
})

test('labels that look alike have folders of their own, below the folder that was named', () => {
  const folders = ['..', '../rain', 'rain', 'rain/', 'rain\u202e', '///', 'x'.repeat(900)].map(
    (label) => nameClip({ objectId: 7, key: 'a', label }, { startS: 0, endS: 1 }, 'wav').split('/'),
  )
  expect(new Set(folders.map(([folder]) => folder)).size).toBe(folders.length)
  for (const parts of folders) {
    expect(parts).toHaveLength(2)
    expect(parts[0]).toMatch(/^[^.\p{C}][^\p{C}]*$/u)
    expect(Buffer.byteLength(parts[0]!)).toBeLessThan(255)
  }
})

const clip = (name: string, metadata: Record<string, string>): Clip => ({
  ...{ name, metadata, moment: moment(1, 0.5), startS: 9, endS: 16 },
  recordedAt: '2026-05-01T05:30:00.000Z',
})

test('the table has a column for each field of any recording, and none twice', () => {
  const text = formatMetadata([
    clip('rain/a.flac', { site: 'pond, north', key: 'K' }),
    clip('rain/b.flac', { recorder: 'AM' }),
  ])
  const [header, first, second] = text.split('\n')
  expect(header).toBe(
    'file_name,label,bucket,key,start_s,end_s,event_start_s,event_end_s,probability,z_score,recorded_at,metadata.key,recorder,site',
  )
  expect(first).toBe(
    'rain/a.flac,rain,b,1.wav,9,16,10,15,0.5,,2026-05-01T05:30:00.000Z,K,,"pond, north"',
  )
  expect(second).toContain(',,AM,')
})

test("Raven's times run on from clip to clip", () => {
  const rows = formatSelections([clip('rain/a.flac', {}), clip('rain/b.flac', {})]).split('\n')
  expect(rows[1]).toBe('1\tSpectrogram 1\t1\t1.000\t6.000\train/a.flac\t1.000\train')
  expect(rows[2]).toBe('2\tSpectrogram 1\t1\t8.000\t13.000\train/b.flac\t1.000\train')
})
