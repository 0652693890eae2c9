import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Home, openHome } from './open-home.js'

let home: Home

beforeAll(async () => {
  home = await openHome()
})
afterAll(() => home.close())

const run = (...args: string[]) => home.run(...args)
const ask = (...args: string[]) => home.ask(...args)

test('a calibrated label set detects what stands out, where it does', async () => {
  expect(await ask('detections')).toContain('None of these label sets has been calibrated')
  const args = ['calibrate', 'sounds', '--z', '2', '--watch', '--json']
  const { labels, retagging } = JSON.parse(await ask(...args))
  expect(labels).toHaveLength(30)
  expect(retagging).toMatchObject({ task: 'detect', state: 'done' })

  const detections = JSON.parse(await ask('detections', '--label', 'thunder', '--json'))
  const keys = detections.map(({ key }: { key: string }) => key)
  expect(keys).toContain('nature/thunder.wav')
  const scene = detections.find(({ key }: { key: string }) => key.startsWith('scenes/'))
  // The scene has its thunder in its third window.
  expect(scene).toMatchObject({ startS: 20, endS: 30 })
  const csv = await ask('detections', '--label', 'thunder', '--prefix', 's3://demo/nature', '--csv')
  expect(csv).toMatch(/^objectId,bucket,key,label,/)
  expect(csv).not.toContain('scenes/')
})

test('another threshold detects less, and the table says from where on', async () => {
  const before = JSON.parse(await ask('detections', '--label-set', 'sounds', '--json'))
  const table = await ask('calibrate', 'sounds', '--percentile', '99.9', '--watch')
  expect(table).toMatch(/label +by chance +± +detected from +windows/)
  expect(table).toContain('thunder')
  const after = JSON.parse(await ask('detections', '--label-set', 'sounds', '--json'))
  expect(after.length).toBeLessThan(before.length)
})

test('what cannot be meant ends with 2 and says why', async () => {
  const cases: [string[], string][] = [
    [['calibrate'], "missing required argument 'label-set'"],
    [['calibrate', 'nothing'], 'There is no label set "nothing"'],
    [['calibrate', 'sounds', '--z', '2', '--percentile', '99'], 'cannot be used with option'],
    [['calibrate', 'sounds', '--percentile', '101'], 'It must be a number, 0 to 100.'],
    [['calibrate', 'sounds', '--sample', '1'], 'It must be a whole number, 100 to 1000000.'],
    [['detections', '--prefix', 'demo'], 'Write it as s3://bucket/key'],
  ]
  for (const [args, message] of cases) {
    const answer = await run(...args)
    expect(answer.stderr).toContain(message)
    expect(answer).toMatchObject({ code: 2, stdout: '' })
  }
})
