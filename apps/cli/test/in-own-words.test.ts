import { expect, test } from 'vitest'
import { inOwnWords } from '../src/errors/in-own-words.js'

test.each([
  [
    'There is no label set "nothing" (labelSets[0].name). The nearest are "kinds" and "sounds".',
    'There is no label set "nothing" (--label-set). The nearest are "kinds" and "sounds".',
  ],
  [
    "hopS must be at most the window's 10 s; received 20.",
    "--hop must be at most the window's 10 s; received 20.",
  ],
  [
    'minDurationS must be at most maxDurationS, 5; received 9.',
    '--min-duration must be at most --max-duration, 5; received 9.',
  ],
  ['There is no label "dgo" (label).', 'There is no label "dgo" (--label).'],
  ['There is no batch 7 (id).', 'There is no batch 7.'],
  ['source.include[1] is no pattern.', '--include is no pattern.'],
  ['priority must be at most 10; received 11.', '--priority must be at most 10; received 11.'],
  ['It has none: POST /v1/label-sets/4/calibrate.', 'It has none: npx earmark calibrate 4.'],
])('says %j in the words of the command line', (sentence, own) => {
  expect(inOwnWords(sentence)).toBe(own)
})

test('what somebody wrote stays as it is', () => {
  const quoted = 'There is no label "hopS (label) \\"labelSets[0].name\\"" here.'
  expect(inOwnWords(quoted)).toBe(quoted)
})
