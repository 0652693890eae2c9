import { formatProgress } from '@earmark/terminal'
import { expect, test } from 'vitest'
import { createUploadMeter } from '../../src/follow/follow-upload.js'

const MB = 1_000_000

test('an upload is shown against its total, with the time left', () => {
  let now = 0
  const meter = createUploadMeter(() => now)
  const found = { files: 4, bytes: 40 * MB, leftOut: 0 }
  const shown = (total: typeof found | null) => formatProgress(meter.describe(found, total))
  expect(shown(null)).toBe('0 of 4 found so far  0 B')
  now = 10_000
  meter.add({ type: 'uploaded', key: 'a.wav', size: 10 * MB })
  expect(shown(null)).toBe('1 of 4 found so far  10 MB  1.0 MB/s')
  expect(shown(found)).toBe('█████                25 %  1 of 4  10 MB  1.0 MB/s  30 s left')
  // What was there already is behind it, too.
  meter.add({ type: 'skipped', key: 'b.wav', size: 20 * MB })
  meter.add({ type: 'failed', key: 'c.wav', size: 5 * MB, error: new Error('no') })
  expect(shown(found)).toBe(
    '█████████████████▌   87 %  3 of 4  10 MB  unchanged 1  failed 1  3.5 MB/s  1 s left',
  )
})
