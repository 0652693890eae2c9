import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { compilePattern } from '../../src/index.js'

test('compiles a pattern to an expression with a group for each slot', () => {
  expect(compilePattern('{site}/{*}/{YYYY}.{MM}.{DD}_{hh}{mm}{ss}')).toEqual({
    expression:
      '(?:^|/)([^/]+)/[^/]+/([0-9]{4})\\.([0-9]{2})\\.([0-9]{2})_([0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])',
    slots: ['site', 'YYYY', 'MM', 'DD', 'hh', 'mm', 'ss'],
  })
})

test('takes a number that goes on for another number, and an extension for none of a field', () => {
  expect(compilePattern('{YYYY}{MM}{DD}{hh}{mm}_{unit}')).toMatchObject({
    expression: '(?<![0-9])([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})_([^/.]+)',
  })
})

const DAY = '{YYYY}{MM}{DD}{hh}{mm}'

test.each([
  ['', 'has no {YYYY}, {MM}, {DD}, {hh}, {mm}'],
  ['{YYYY}{MM}{DD}', 'has no {hh}, {mm}: an instant needs'],
  [`${DAY}{Site}`, 'has {Site}: a field'],
  [`${DAY}{__proto__}`, 'has {__proto__}: a field'],
  [`${DAY}{Constructor}`, 'has {Constructor}: a field'],
  [`${DAY}{}`, 'has {}: a field'],
  [`${DAY}{MM}`, 'has {MM} twice'],
  [`${DAY}{a}{b}`, 'two fields side by side'],
  [`${DAY}{a}{*}`, 'two fields side by side'],
  [`${DAY}}`, 'has a brace'],
  [`{{site}}/${DAY}`, 'has a brace'],
  [`${DAY}${'-{*}'.repeat(7)}`, 'has more than 6 fields'],
  [DAY + 'x'.repeat(300), 'has 322 characters; at most 300'],
])('says what is wrong with %j', (pattern, why) => {
  expect(compilePattern(pattern)).toContain(why)
})

test('no name of a property is the name of a pattern', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    expect(compilePattern(name)).toContain('has no {YYYY}')
  }
})

test('every database begins with the pattern iso', async () => {
  const migration = await readFile(
    new URL('../../../db/migrations/0028_when_and_where.sql', import.meta.url),
    'utf8',
  )
  const [, compiled = ''] = /\$compiled\$(.*)\$compiled\$/.exec(migration) ?? []
  expect(JSON.parse(compiled)).toEqual([compilePattern('iso')])
})
