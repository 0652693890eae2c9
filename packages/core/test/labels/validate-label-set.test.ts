import { describe, expect, test } from 'vitest'
import { EarmarkError } from '../../src/errors.js'
import { validateLabelSet } from '../../src/labels/validate-label-set.js'

function refusalOf(input: unknown): EarmarkError {
  try {
    validateLabelSet(input as never)
  } catch (error) {
    if (error instanceof EarmarkError) return error
    throw error
  }
  throw new Error('The label set was accepted.')
}

test('trims labels and keeps their order', () => {
  expect(
    validateLabelSet({ labels: [' dog ', 'cat', '\n rain\t'], template: 'Sound of {}' }),
  ).toEqual({
    labels: ['dog', 'cat', 'rain'],
    template: 'Sound of {}',
  })
})

test('takes the reference pipeline’s template where none is given', () => {
  expect(validateLabelSet({ labels: ['dog'] }).template).toBe('This is a sound of {}.')
})

test('takes emoji, other scripts, joined emoji, quotes and braces as labels', () => {
  const labels = ['🐕 barking', '猫の鳴き声', '👩‍🚒', "don't", '"', '{}', '%', 'Dog', 'dog']
  expect(validateLabelSet({ labels }).labels).toEqual(labels)
})

test('takes 5,000 labels and labels of 300 characters', () => {
  const labels = Array.from({ length: 5000 }, (_, i) => `label ${i}`)
  expect(validateLabelSet({ labels }).labels).toHaveLength(5000)
  expect(validateLabelSet({ labels: ['🐕'.repeat(300)] }).labels).toHaveLength(1)
})

describe('refuses, naming the field and the value', () => {
  test.each([
    ['no labels', { labels: [] }, 'labels', '[]'],
    ['labels that are no list', { labels: 'dog' }, 'labels', 'dog'],
    ['labels that are missing', {}, 'labels', 'undefined'],
    ['a label that is no text', { labels: ['dog', 7] }, 'labels[1]', '7'],
    ['an empty label', { labels: ['dog', ''] }, 'labels[1]', ''],
    ['a label of spaces', { labels: ['dog', 'cat', '   '] }, 'labels[2]', '   '],
    ['a label twice', { labels: ['dog', 'cat', ' dog'] }, 'labels[2]', 'dog'],
    ['NUL', { labels: ['a\0b'] }, 'labels[0]', 'a\0b'],
    ['a line break', { labels: ['a\nb'] }, 'labels[0]', 'a\nb'],
    ['half a surrogate pair', { labels: ['a\ud83d'] }, 'labels[0]', 'a\ud83d'],
    ['a template without {}', { labels: ['dog'], template: 'Sound' }, 'template', 'Sound'],
    ['a template with {} twice', { labels: ['dog'], template: '{}{}' }, 'template', '{}{}'],
    ['an empty template', { labels: ['dog'], template: '' }, 'template', ''],
    ['a template with NUL', { labels: ['dog'], template: '{}\0' }, 'template', '{}\0'],
  ])('%s', (_, input, field, value) => {
    const error = refusalOf(input)
    expect(error).toMatchObject({ code: 'INVALID_LABEL_SET', permanent: true, field, value })
    expect(error.message).toContain(field)
  })

  test('5,001 labels', () => {
    const labels = Array.from({ length: 5001 }, (_, i) => `label ${i}`)
    const error = refusalOf({ labels })
    expect(error.field).toBe('labels')
    expect(error.message).toContain('at most 5,000 labels; received "5001 labels"')
  })

  test('a label of 10,000 characters, shown shortened to 80', () => {
    const error = refusalOf({ labels: ['dog', 'x'.repeat(10_000)] })
    expect(error.field).toBe('labels[1]')
    expect(error.value).toBe(`${'x'.repeat(79)}…`)
  })

  test('a template of more than 500 characters', () => {
    expect(refusalOf({ labels: ['dog'], template: `{}${'x'.repeat(499)}` }).field).toBe('template')
    expect(validateLabelSet({ labels: ['dog'], template: `{}${'x'.repeat(498)}` }).labels).toEqual([
      'dog',
    ])
  })

  test('a repeated label by the place of the first', () => {
    expect(refusalOf({ labels: ['dog', 'cat', 'dog'] }).message).toBe(
      'labels[2] repeats labels[0]; received "dog".',
    )
  })
})
