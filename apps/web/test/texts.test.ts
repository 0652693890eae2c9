import { expect, test } from 'vitest'
import { fileName } from '../src/format/file-name'
import { formatBytes, formatShare } from '../src/format/format-number'
import { formatDuration, formatTime } from '../src/format/format-time'
import {
  type DraftLabel,
  emptyDraft,
  findUntaught,
  toDraft,
  toRequest,
} from '../src/label-sets/edit/draft'
import { splitWords } from '../src/label-sets/split-words'
import { meanScores } from '../src/playground/scores/mean-scores'

test.each([
  [0, 0, '0:00'],
  [65, 0, '1:05'],
  [36.74, 1, '0:36.7'],
  [59.97, 1, '1:00.0'],
  [7384, 0, '2:03:04'],
])('%d s with %d digits is %s', (seconds, digits, text) => {
  expect(formatTime(seconds, digits)).toBe(text)
})

test.each([
  [0.42, '0.4 s'],
  [42, '42 s'],
  [95, '1 min 35 s'],
  [9720, '2 h 42 min'],
  [44_640_000, '12,400 h'],
])('%d s last %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})

test('what is nearly certain is not said to be certain', () => {
  expect([0, 0.001, 0.5, 0.999, 1].map(formatShare)).toEqual([
    '0 %',
    '< 1 %',
    '50 %',
    '> 99 %',
    '100 %',
  ])
})

test('bytes are said in the unit that fits', () => {
  expect([0, 999, 812_482, 5e13].map(formatBytes)).toEqual(['0 B', '999 B', '812 kB', '50.0 TB'])
})

test('an object is called by the last part of its key', () => {
  expect(fileName('2026/march/gate 7.wav')).toBe('gate 7.wav')
  expect(fileName('folder/')).toBe('folder')
})

test('a label set that is edited and saved without a change is the same', () => {
  const label = {
    id: 1,
    prompts: ['Sound of rain'],
    isBackground: false,
    isByExample: false,
    threshold: null,
  }
  const set: Parameters<typeof toDraft>[0] = {
    id: 1,
    name: 'weather',
    version: 1,
    template: 'Sound of {}',
    templates: ['Sound of {}'],
    scoring: 'shares',
    oneAtATime: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    labels: [{ ...label, name: 'rain', synonyms: ['drizzle', 'downpour'] }],
  }
  expect(toRequest(toDraft(set))).toEqual({
    name: 'weather',
    basedOn: 1,
    template: 'Sound of {}',
    labels: [{ name: 'rain', synonyms: ['drizzle', 'downpour'] }],
  })
  expect(toRequest(toDraft({ ...set, scoring: 'presence', oneAtATime: true }))).toMatchObject({
    scoring: 'presence',
    oneAtATime: true,
  })
})

test('what was taught is kept where nothing changes, and said where it is not', () => {
  const label = (name: string, rest: object = {}) => ({
    ...{ id: 1, name, prompts: [`Sound of ${name}`], synonyms: [] as string[] },
    ...{ isBackground: false, isByExample: false, threshold: null },
    ...rest,
  })
  const draft = toDraft({
    ...{ id: 4, name: 'yard', version: 2, template: 'Sound of {}', templates: ['Sound of {}'] },
    ...{ scoring: 'presence', oneAtATime: false, createdAt: '2026-01-01T00:00:00.000Z' },
    labels: [
      label('dog', { isByExample: true, threshold: 0.7, synonyms: ['hound', 'puppy'] }),
      label('my pump', { isByExample: true, prompts: [] }),
      label('rain'),
    ],
  })
  const [dog, pump, rain] = draft.labels as [DraftLabel, DraftLabel, DraftLabel]
  const nothing = { gone: [], reworded: [] }
  expect(toRequest(draft).basedOn).toBe(4)
  expect(findUntaught(draft)).toEqual(nothing)
  // Spaces, labels that were not taught and another order change nothing that was taught.
  const tidied = { ...dog, synonyms: ' hound,puppy ,' }
  expect(findUntaught({ ...draft, labels: [pump, tidied] })).toEqual(nothing)
  expect(findUntaught({ ...draft, labels: [{ ...dog, synonyms: 'wolf' }, rain] })).toEqual({
    gone: ['my pump'],
    reworded: ['dog'],
  })
  expect(findUntaught({ ...draft, templates: 'The noise of {}' })).toEqual({
    gone: [],
    reworded: ['dog'],
  })
  expect(findUntaught({ ...draft, labels: [{ ...dog, isBackground: true }, pump, rain] })).toEqual({
    gone: [],
    reworded: ['dog'],
  })
  expect(findUntaught(emptyDraft('dog'))).toEqual(nothing)
})

test('a clip sounds like the mean of its windows', () => {
  const scores = {
    labels: ['dog', 'rain'],
    probabilities: [1, 0, 0.5, 0.5],
    similarities: [0.4, 0.2, 0.2, 0.2],
  }
  expect(meanScores(scores).map(({ probability }) => probability)).toEqual([0.75, 0.25])
  expect(meanScores(scores)[0]!.similarity).toBeCloseTo(0.3)
  expect(meanScores({ ...scores, similarities: null })[0]!.similarity).toBeNull()
})

test('labels are told apart by commas and lines, and none is there twice', () => {
  expect(splitWords(' rain,dog\n\n dog , a door slams,')).toEqual(['rain', 'dog', 'a door slams'])
})
