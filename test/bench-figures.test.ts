import { expect, test } from 'vitest'
import { compareFigures, type Figures, median } from '../bench/speed/figures.js'

const before: Figures = {
  limit_windows_per_s: 12,
  long_windows_per_s: 10,
  long_share: 0.85,
  short_clips_per_s: 9,
  short_share: 0.75,
  short_cpu_ms_beside_inference: 40,
  log_mel_ms: 6,
  labels_50_to_10_ratio: 1,
  rss_mb_max: 900,
  rss_mb_growth: 0,
}

test('a figure that is a tenth worse is named, with both values', () => {
  const now = { ...before, long_share: 0.7, log_mel_ms: 7.5 }
  expect(compareFigures(before, now)).toEqual([
    'long_share is 18 % worse: 0.85 before, 0.7 now.',
    'log_mel_ms is 25 % worse: 6 before, 7.5 now.',
  ])
})

test('what is better, or hardly worse, or only the machine is not', () => {
  const now = {
    ...before,
    long_share: 0.99,
    log_mel_ms: 6.5,
    rss_mb_max: 500,
    limit_windows_per_s: 5,
  }
  expect(compareFigures(before, now)).toEqual([])
})

test('the median of an even number of figures lies between the two in the middle', () => {
  expect(median([4, 1, 3])).toBe(3)
  expect(median([4, 1, 3, 2])).toBe(2.5)
})
