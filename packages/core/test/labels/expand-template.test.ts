import { expect, test } from 'vitest'
import { DEFAULT_TEMPLATE, expandTemplate } from '../../src/labels/expand-template.js'

test('puts the label where the braces are', () => {
  expect(expandTemplate('Sound of {}', 'a dog')).toBe('Sound of a dog')
  expect(expandTemplate(DEFAULT_TEMPLATE, 'rain')).toBe('This is a sound of rain.')
})

test('takes a label as it is, whatever it looks like', () => {
  expect(expandTemplate('[{}]', '$& {} $1 猫 🐕')).toBe('[$& {} $1 猫 🐕]')
})
