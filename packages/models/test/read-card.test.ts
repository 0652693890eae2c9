import { expect, test } from 'vitest'
import { licenseOf, parseCard, sectionsOf } from '../src/read-card.js'

test('a card without a head is all text', () => {
  expect(parseCard('# Title\n---\nlicense: mit\n---\n')).toEqual({
    metadata: {},
    text: '# Title\n---\nlicense: mit\n---\n',
  })
})

test.each([
  ['---\nlicense: mit\n---\ntext', 'mit'],
  ['---\r\nlicense: mit\r\n---\r\ntext', 'mit'],
  ['---\nlicense: [mit, apache-2.0]\n---', 'mit, apache-2.0'],
  ['---\nlicense: other\nlicense_name: my-own\n---', 'my-own'],
  ['---\nlicense: other\n---', 'other'],
  ['---\ntags: [a]\n---', undefined],
  ['---\nlicense: {a: b}\n---', undefined],
  ['---\n: [broken\n---', undefined],
  ['---\n- a list\n---', undefined],
  ['---\na: &a [x, x]\nb: &b [*a, *a]\nlicense: *b\n---', undefined],
])('the licence of %j is %s', (card, license) => {
  expect(licenseOf(parseCard(card))).toBe(license)
})

test('a section ends at the next heading of its level, and may be cut', () => {
  const text =
    '# A\nx\n## Limits\none\n### More\ntwo\n## B\nthree\n## Limits again\nfour\n# C\nfive'
  expect(sectionsOf(text, /limits/i)).toBe('one\n### More\ntwo\nfour')
  expect(sectionsOf(text, /nothing/i)).toBe('')
  expect(sectionsOf(text, /limits/i, 5)).toBe('one\n…')
})
