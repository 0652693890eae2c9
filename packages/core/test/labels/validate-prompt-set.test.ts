import { expect, test } from 'vitest'
import { EarmarkError } from '../../src/errors.js'
import { MAX_LABELS } from '../../src/labels/check-label-text.js'
import {
  MAX_TEMPLATES,
  type PromptSetInput,
  validatePromptSet,
} from '../../src/labels/validate-prompt-set.js'

function refusalOf(input: unknown): EarmarkError {
  try {
    validatePromptSet(input as PromptSetInput)
  } catch (error) {
    if (error instanceof EarmarkError) return error
    throw error
  }
  throw new Error('The label set was accepted.')
}

test('fills every template with the name and every synonym', () => {
  const set = validatePromptSet({
    templates: ['a {}', 'the sound of a {}'],
    labels: [' dog', { name: 'cat', synonyms: ['kitten '] }, { name: 'noise', isBackground: true }],
  })
  expect(set).toEqual({
    template: 'a {}',
    templates: ['a {}', 'the sound of a {}'],
    labels: [
      { name: 'dog', synonyms: [], isBackground: false, prompts: ['a dog', 'the sound of a dog'] },
      {
        name: 'cat',
        synonyms: ['kitten'],
        isBackground: false,
        prompts: ['a cat', 'the sound of a cat', 'a kitten', 'the sound of a kitten'],
      },
      {
        name: 'noise',
        synonyms: [],
        isBackground: true,
        prompts: ['a noise', 'the sound of a noise'],
      },
    ],
  })
})

test('plain labels with one template have the prompts that they always had', () => {
  expect(validatePromptSet({ labels: ['dog'], template: 'Sound of {}' })).toEqual({
    template: 'Sound of {}',
    templates: ['Sound of {}'],
    labels: [{ name: 'dog', synonyms: [], isBackground: false, prompts: ['Sound of dog'] }],
  })
  expect(validatePromptSet({ labels: ['dog'] }).labels[0]!.prompts).toEqual([
    'This is a sound of dog.',
  ])
})

test('a label by example has moments instead of prompts', () => {
  const positive = [{ hearingId: 3, windowIndex: 0 }]
  expect(validatePromptSet({ labels: [{ name: 'chirp', examples: { positive } }] }).labels).toEqual(
    [
      {
        name: 'chirp',
        synonyms: [],
        isBackground: false,
        prompts: [],
        examples: { positive, negative: [] },
      },
    ],
  )
})

const moment = { hearingId: 1, windowIndex: 0 }
test.each<[unknown, string]>([
  [{ labels: [] }, 'labels'],
  [{ labels: ['dog', 'dog'] }, 'labels[1]'],
  [{ labels: ['dog', { name: 'dog' }] }, 'labels[1].name'],
  [{ labels: ['dog', { name: 'wolf', synonyms: ['dog'] }] }, 'labels[1].synonyms[0]'],
  [{ labels: [{ name: 'dog', synonyms: [''] }] }, 'labels[0].synonyms[0]'],
  [{ labels: [{ name: 'dog', synonyms: 'hound' }] }, 'labels[0].synonyms'],
  [
    { labels: [{ name: 'dog', synonyms: Array.from({ length: 21 }, (_, i) => `s${i}`) }] },
    'labels[0].synonyms',
  ],
  [{ labels: [{}] }, 'labels[0].name'],
  [{ labels: [null] }, 'labels[0]'],
  [{ labels: [{ name: 'dog', isBackground: 'yes' }] }, 'labels[0].isBackground'],
  [
    {
      labels: [
        { name: 'a', isBackground: true },
        { name: 'b', isBackground: true },
      ],
    },
    'labels[1].isBackground',
  ],
  [{ labels: ['dog'], templates: [] }, 'templates'],
  [{ labels: ['dog'], templates: ['a {}', 'a {}'] }, 'templates[1]'],
  [{ labels: ['dog'], templates: ['a {}', 'dog'] }, 'templates[1]'],
  [{ labels: ['dog'], template: 'a {}', templates: ['a {}'] }, 'template'],
  [{ labels: [{ name: 'dog', examples: {} }] }, 'labels[0].examples.positive'],
  [{ labels: [{ name: 'dog', examples: { positive: [] } }] }, 'labels[0].examples.positive'],
  [
    { labels: [{ name: 'dog', examples: { positive: [{ ...moment, hearingId: 0 }] } }] },
    'labels[0].examples.positive[0].hearingId',
  ],
  [
    { labels: [{ name: 'dog', examples: { positive: [moment], negative: [{ hearingId: 1 }] } }] },
    'labels[0].examples.negative[0].windowIndex',
  ],
  [
    { labels: [{ name: 'dog', examples: { positive: Array(1001).fill(moment) } }] },
    'labels[0].examples',
  ],
  [
    { labels: [{ name: 'dog', synonyms: ['hound'], examples: { positive: [moment] } }] },
    'labels[0].synonyms',
  ],
  [{ labels: 'dog' }, 'labels'],
])('refuses %j and names the field', (input, field) => {
  const refusal = refusalOf(input)
  expect(refusal).toMatchObject({ code: 'INVALID_LABEL_SET', permanent: true, field })
  expect(refusal.message).toContain(field)
})

test('refuses more labels or templates than it takes, and says how many came', () => {
  const texts = (count: number) => Array.from({ length: count }, (_, i) => `a {} ${i}`)
  expect(() => validatePromptSet({ labels: texts(MAX_LABELS) })).not.toThrow()
  expect(refusalOf({ labels: texts(MAX_LABELS + 1) })).toMatchObject({
    field: 'labels',
    message: expect.stringMatching(/^labels must hold at most 5,000 labels.*5001 labels/),
  })
  expect(
    validatePromptSet({ labels: ['dog'], templates: texts(MAX_TEMPLATES) }).templates,
  ).toHaveLength(MAX_TEMPLATES)
  expect(refusalOf({ labels: ['dog'], templates: texts(MAX_TEMPLATES + 1) })).toMatchObject({
    field: 'templates',
    message: expect.stringMatching(/^templates must hold at most 20.*21 templates/),
  })
})
