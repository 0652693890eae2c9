import type { ApiClient } from '@earmark/client'
import { expect, test } from 'vitest'
import { openArchive } from '../../src/commands/eval/timed/open-archive.js'

const HOURS = 3
const WINDOWS = HOURS * 720

/** Answers as the API does, of one object of three hours in windows of 10 s every 5 s; and counts what it was asked. */
function answerOf(labels: number, durationS: number | null) {
  const asked: { startS: number; endS: number }[] = []
  const api = {
    listObjects: async () => ({
      items: [
        { id: 1, bucket: 'ab', key: 'long.wav', durationS: 1 },
        { id: 2, bucket: 'ab', key: 'long.wav', durationS },
      ],
      nextCursor: null,
    }),
    getObjectScores: async (query: { id: number; startS: number; endS: number }) => {
      expect(query.id).toBe(2)
      asked.push(query)
      const indexes = Array.from({ length: WINDOWS }, (_, at) => at).filter(
        (at) => at * 5 + 10 > query.startS && at * 5 < query.endS,
      )
      expect(indexes.length * labels).toBeLessThan(1_000_000)
      return {
        ...{ model: { id: 1, name: 'm', revision: '1' }, windowS: 10, hopS: 5, indexes },
        labels: Array.from({ length: labels }, (_, at) => `label ${at}`),
        starts: indexes.map((at) => at * 5),
        ends: indexes.map((at) => at * 5 + 10),
        probabilities: indexes.flatMap((at) => Array.from({ length: labels }, () => at)),
        similarities: null,
      }
    },
  }
  return { api: api as unknown as ApiClient, asked }
}

const signal = new AbortController().signal

test.each([
  [2, HOURS * 3600],
  [500, HOURS * 3600],
  [500, null],
])(
  'of %i labels, every window of a long recording comes once (%s s)',
  async (labels, durationS) => {
    const { api, asked } = answerOf(labels, durationS)
    const options = { prefix: 's3://ab', model: undefined, score: undefined, signal }
    const archive = await openArchive(api, { labelSet: 'sounds' }, options)
    expect(archive.names).toEqual(['s3://ab/long.wav'])
    const { windows } = await archive.hear('s3://ab/long.wav')
    expect(windows.map(({ startS }) => startS)).toEqual(
      Array.from({ length: WINDOWS }, (_, at) => at * 5),
    )
    expect(windows[100]?.scores).toHaveLength(labels)
    expect(windows.every(({ startS, scores }) => scores[0] === startS / 5)).toBe(true)
    expect(asked.length).toBeLessThan(8)
  },
)

test('labels with commas cannot be asked for, and a classifier has no similarities', async () => {
  const { api } = answerOf(2, 100)
  const options = { prefix: 's3://ab', model: undefined, score: 'similarity', signal } as const
  const words = { labels: ['rain, heavy'], template: '{}' }
  await expect(openArchive(api, words, options)).rejects.toThrow('"rain, heavy" has a comma in it')
  const archive = await openArchive(api, { ownLabels: true }, options)
  await expect(archive.hear('s3://ab/long.wav')).rejects.toThrow('no similarities')
})
