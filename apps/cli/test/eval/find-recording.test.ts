import { expect, test } from 'vitest'
import { createFindRecording } from '../../src/commands/eval/annotations/find-recording.js'

const find = createFindRecording([
  'north/2024/dawn.wav',
  'south/2024/dawn.wav',
  'south/Café.flac',
  's3://archive/west/night.Part1.flac',
])

test.each([
  ['north/2024/dawn.wav', 'north/2024/dawn.wav'],
  ['D:\\field\\south\\2024\\dawn.wav', 'south/2024/dawn.wav'],
  ['/home/me/2024/dawn.wav', 'several'],
  ['dawn.wav', 'several'],
  ['cafe\u0301.FLAC', 'south/Café.flac'],
  ['café.wav', 'south/Café.flac'],
  ['night.Part1', 's3://archive/west/night.Part1.flac'],
  ['night', 'none'],
  ['../../etc/passwd', 'none'],
  ['', 'none'],
])('a row that names %j means %s', (file, expected) => {
  expect(find({ file, isByTable: false })).toBe(expected)
})

test.each([
  ['/tables/Café.txt', 'south/Café.flac'],
  ['/tables/north/2024/dawn.wav.txt', 'north/2024/dawn.wav'],
  ['/t/south/2024/dawn.Table.1.selections.txt', 'south/2024/dawn.wav'],
  ['night.Part1.BirdNET.results.csv', 's3://archive/west/night.Part1.flac'],
  ['other.txt', 'none'],
  ['.txt', 'none'],
])('the table %j is of %s', (file, expected) => {
  expect(find({ file, isByTable: true })).toBe(expected)
})
