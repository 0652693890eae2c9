import { expect, test } from 'vitest'
import { isTimeNamed, layOutActivity, shortenDay } from '../src/lay-out-activity.js'

const heard = (site: string | null, at: string, detectedS: number, recordedS: number) => ({
  ...{ site, at, detectedS, recordedS },
  detections: 1,
})

test('each site has a row of 24 hours, and no cell where nothing was recorded', () => {
  const grid = layOutActivity([heard('pond', '05', 30, 60), heard(null, '23', 90, 60)], 'hour')
  expect(grid.times).toHaveLength(24)
  expect(grid.rows.map(({ site }) => site)).toEqual(['pond', null])
  expect(grid.rows[0]!.cells[5]).toEqual({ detections: 1, recordedS: 60, share: 0.5 })
  expect(grid.rows[0]!.cells[4]).toBeUndefined()
  // Detections may be longer than what is known of the recording.
  expect(grid.rows[1]!.cells[23]!.share).toBe(1)
  expect(grid.highest).toBe(1)
})

test('days have no gaps, over the end of a month in a leap year, too', () => {
  const { times } = layOutActivity(
    [heard('a', '2024-03-02', 0, 1), heard('b', '2024-02-27', 0, 1)],
    'date',
  )
  expect(times).toEqual(['2024-02-27', '2024-02-28', '2024-02-29', '2024-03-01', '2024-03-02'])
})

test('a clock that was wrong by centuries does not make a picture of a hundred thousand days', () => {
  const { times, rows } = layOutActivity(
    [heard('a', '1970-01-01', 0, 1), heard('a', '2026-01-01', 1, 1)],
    'date',
  )
  expect(times).toEqual(['1970-01-01', '2026-01-01'])
  expect(rows[0]!.cells[1]!.share).toBe(1)
})

test('nothing is an empty grid', () => {
  expect(layOutActivity([], 'date')).toEqual({ times: [], rows: [], highest: 0 })
})

test('names of times stand apart: every third hour, the first of each month, and days a week apart', () => {
  const { times: hours } = layOutActivity([], 'hour')
  expect(hours.filter((time, at) => isTimeNamed(time, at, 'hour'))).toEqual([
    '00',
    '03',
    '06',
    '09',
    '12',
    '15',
    '18',
    '21',
  ])
  const { times: days } = layOutActivity(
    [heard('a', '2023-12-20', 0, 1), heard('a', '2024-01-20', 0, 1)],
    'date',
  )
  const named = days.flatMap((day, at) => (isTimeNamed(day, at, 'date') ? shortenDay(day, at) : []))
  expect(named).toEqual(['2023-12-20', '2024-01-01', '01-10', '01-17'])
})
