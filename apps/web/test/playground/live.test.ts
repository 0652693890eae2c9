import type { ListeningEvent } from '@earmark/client'
import { expect, test } from 'vitest'
import { describeClose } from '../../src/playground/live/connection/describe-close'
import { type LiveQuestion, toChange, toQuery } from '../../src/playground/live/connection/question'
import { createSoundClock } from '../../src/playground/live/connection/sound-clock'
import { afterEvent, type LiveState, off } from '../../src/playground/live/live-state'
import { packSamples } from '../../src/playground/live/microphone/pack-samples'
import { behind } from '../../src/playground/live/shown/behind'
import { isSilent } from '../../src/playground/live/shown/is-silent'
import { lastMinute, NOT_ASKED } from '../../src/playground/live/shown/last-minute'
import { scoresNow } from '../../src/playground/live/shown/scores-now'

const score = (label: string, probability: number) => ({ label, probability, similarity: null })

const heard = (endS: number, scores = [score('dog', 1)], levelDb: number | null = -20) =>
  ({ type: 'window', startS: endS - 1, endS, scores, levelDb, latencyMs: 0 }) as const

/** A window each second, answered 0.1 s after it had been heard. */
function hear(events: readonly ListeningEvent[], state: LiveState = off): LiveState {
  return events.reduce((before, event) => {
    const heardS = event.type === 'window' ? event.endS : null
    return afterEvent(before, event, { heardS, nowS: (heardS ?? 0) + 0.1 })
  }, state)
}

test('samples are sent as 16 bits: what is too loud is cut off, what is no number is silence', () => {
  const samples = Float32Array.of(0, 0.5, 1, -1, 3, -3, Number.NaN)
  expect([...packSamples(samples)]).toEqual([0, 16384, 32767, -32767, 32767, -32767, 0])
})

test('the clock of the sound tells when a second of it had been heard, whatever was left out between', () => {
  const clock = createSoundClock(1000)
  expect(clock.at(0.5)).toBeNull()
  clock.add(500, 100)
  clock.add(500, 600)
  // Two seconds were not sent.
  clock.add(500, 3100)
  expect([0.2, 0.5, 0.501, 1, 1.5].map(clock.at)).toEqual([100, 100, 600, 600, 3100])
  // Resampled sound ends a moment later than what was sent.
  expect(clock.at(1.501)).toBe(3100)
})

test('the clock forgets what is half a minute old, and its memory does not grow', () => {
  const clock = createSoundClock(1000)
  for (let at = 1; at <= 100; at++) clock.add(1000, at * 1000)
  expect(clock.at(60)).toBeNull()
  expect(clock.at(80)).toBe(80_000)
})

const words: LiveQuestion = {
  labels: ['dog', 'a b'],
  template: '',
  windowS: undefined,
  hopS: 1,
}

test('words are asked for with the rate of the microphone, a model’s own labels not at all', () => {
  expect(toQuery({ ...words, windowS: 2 }, 44_100)).toEqual({
    labels: 'dog,a b',
    windowS: '2',
    hopS: '1',
    format: 's16le',
    sampleRate: 44_100,
    channels: 1,
  })
  expect(toQuery({ ...words, labels: null, template: 'x {}' }, 48_000)).not.toHaveProperty('labels')
})

test('only what has changed is told, and a template that was emptied is the usual one again', () => {
  expect(toChange(words, { ...words })).toBeNull()
  expect(toChange(words, { ...words, hopS: 0.5 })).toEqual({ type: 'set', hopS: 0.5 })
  expect(toChange({ ...words, template: 'Hear {}' }, words)).toEqual({
    type: 'set',
    labels: ['dog', 'a b'],
    template: 'This is a sound of {}.',
  })
  const own = { ...words, labels: null }
  expect(toChange(own, { ...own, template: 'x {}' })).toBeNull()
})

test.each([
  [1006, '', 'The connection broke off.', false],
  [1001, 'The API is stopping.', 'The API is stopping.', false],
  [1008, 'The API key is wrong, or has been revoked.', 'The API key is wrong', false],
  [1011, 'Something went wrong inside Earmark.', 'Something went wrong inside Earmark. ', true],
  [4008, 'No sound came for 60 s.', 'No sound came for 60 s. Keep this page in front', true],
])('an end with %i is said, and whether it is tried again', (code, reason, said, isFinal) => {
  const end = describeClose({ code, reason })
  expect(end.sentence).toContain(said)
  expect(end.isFinal).toBe(isFinal)
})

test('a window stands where its new sound was heard, and is as late as the page was told of it', () => {
  const { windows } = hear([heard(1), heard(2), heard(3.5)])
  expect(windows.map(({ beginS, endS }) => [beginS, endS])).toEqual([
    [0, 1],
    [1, 2],
    [2.5, 3.5],
  ])
  expect(behind(windows)).toEqual({ lastMs: 100, slowMs: 100 })
})

test('what clocks differ by is no pause, and no two windows share a place', () => {
  const { windows } = hear([heard(1), heard(2.02), heard(2.5), heard(4)])
  expect(windows.map(({ beginS, endS }) => [beginS, endS])).toEqual([
    [0, 1],
    [1, 2.02],
    [2.02, 2.5],
    [3, 4],
  ])
})

test('a minute is kept, however long somebody listens', () => {
  const { windows } = hear(Array.from({ length: 300 }, (_, at) => heard(at + 1)))
  expect(windows).toHaveLength(60)
  expect(windows.at(-1)?.endS).toBe(300)
})

test('95 % of the windows keep within what is said', () => {
  const windows = Array.from({ length: 100 }, (_, at) => ({ behindMs: 100 - at }))
  expect(behind([...windows, { behindMs: null }])).toEqual({ lastMs: 1, slowMs: 95 })
  expect(behind([{ behindMs: null }])).toBeNull()
})

test('what was dropped is added up, and a complaint stays until the next change holds', () => {
  const dropped = { type: 'dropped', windows: 2, soundS: 1.5 } as const
  const complained = hear([
    dropped,
    dropped,
    { type: 'problem', code: 'INVALID_REQUEST', detail: 'labels must …' },
  ])
  expect(complained).toMatchObject({
    droppedWindows: 4,
    lostS: 3,
    complaint: 'labels must …',
  })
})

test('the last minute as a heat map: other labels of before are not there, nor is a pause', () => {
  const { windows } = hear([
    heard(1, [score('dog', 0.9), score('rain', 0.1)]),
    heard(4, [score('siren', 0.7), score('dog', 0.3)]),
  ])
  expect(lastMinute(windows, ['dog', 'siren'])).toEqual({
    labels: ['dog', 'siren'],
    probabilities: [0.9, NOT_ASKED, NOT_ASKED, NOT_ASKED, 0.3, 0.7],
    starts: [0, 1, 3],
    edges: [0, 1, 3, 4],
  })
  expect(lastMinute(windows).labels).toEqual(['dog', 'rain', 'siren'])
  expect(lastMinute([], ['dog'])).toMatchObject({ probabilities: [], edges: [0] })
})

test('words keep their places while their scores change; of a model’s own labels the best come first', () => {
  const window = { scores: [score('siren', 0.9), score('dog', 0.1)] }
  expect(scoresNow(window, ['dog', 'siren']).map(({ label }) => label)).toEqual(['dog', 'siren'])
  expect(scoresNow(window, null).map(({ label }) => label)).toEqual(['siren', 'dog'])
})

test('silence of some seconds is told from a quiet moment', () => {
  const silence = [1, 2, 3].map((endS) => heard(endS, undefined, null))
  expect(isSilent(hear(silence).windows)).toBe(true)
  expect(isSilent(hear(silence.slice(0, 2)).windows)).toBe(false)
  expect(isSilent(hear([...silence, heard(4, undefined, -60)]).windows)).toBe(false)
  expect(isSilent([])).toBe(false)
})
