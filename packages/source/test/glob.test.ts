import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileGlobs, findGlobProblem } from '../src/glob.js'

/** A piece of a part: of one character, of any number of them, or one of several pieces. */
type Token =
  | { kind: 'character'; character: string }
  | { kind: 'any' }
  | { kind: 'star' }
  | { kind: 'class'; characters: string; isNegated: boolean }
  | { kind: 'either'; alternatives: Token[][] }
type Part = '**' | Token[]

const character = fc.constantFrom('a', 'b', 'ü')
const { token } = fc.letrec<{ token: Token }>((tie) => ({
  token: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'braces' },
    fc.record({ kind: fc.constant('character' as const), character }),
    fc.record({ kind: fc.constant('any' as const) }),
    fc.record({ kind: fc.constant('star' as const) }),
    fc.record({
      kind: fc.constant('class' as const),
      characters: fc.constantFrom('a', 'ab', 'a-b'),
      isNegated: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('either' as const),
      alternatives: fc.array(fc.array(tie('token'), { maxLength: 3 }), {
        minLength: 2,
        maxLength: 3,
      }),
    }),
  ),
}))
const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 1, arbitrary: fc.constant('**' as const) },
  { weight: 4, arbitrary: fc.array(token, { minLength: 1, maxLength: 4 }) },
)
const parts = fc
  .array(part, { minLength: 2, maxLength: 4 })
  // Two stars that touch are written like `**`, which is another thing.
  .filter((list) => list.every((one) => one === '**' || !/\*[{},]*\*/.test(write(one))))
const key = fc
  .array(fc.constantFrom('a', 'b', 'ü', '/'), { maxLength: 9 })
  .map((list) => list.join(''))

function write(one: Part): string {
  if (one === '**') return one
  return one
    .map((piece) => {
      if (piece.kind === 'character') return piece.character
      if (piece.kind === 'any') return '?'
      if (piece.kind === 'star') return '*'
      if (piece.kind === 'class') return `[${piece.isNegated ? '!' : ''}${piece.characters}]`
      return `{${piece.alternatives.map(write).join(',')}}`
    })
    .join('')
}

/** Tries everything, one thing after the other: slow, and too simple to be wrong. */
function matchesParts(list: readonly Part[], keyParts: readonly string[]): boolean {
  const [first, ...rest] = list
  if (first === undefined) return keyParts.length === 0
  if (first === '**') {
    if (rest.length === 0) return true
    return (
      keyParts.some((_, taken) => matchesParts(rest, keyParts.slice(taken))) ||
      matchesParts(rest, [])
    )
  }
  const [text, ...others] = keyParts
  if (text === undefined) return false
  const isStarAlone = first.length === 1 && first[0]?.kind === 'star'
  if (isStarAlone && text === '') return false
  return matchesTokens(first, text, (left) => left === '') && matchesParts(rest, others)
}

function matchesTokens(
  list: readonly Token[],
  text: string,
  then: (left: string) => boolean,
): boolean {
  const [first, ...rest] = list
  if (first === undefined) return then(text)
  const go = (left: string) => matchesTokens(rest, left, then)
  if (first.kind === 'either') {
    return first.alternatives.some((tokens) => matchesTokens(tokens, text, go))
  }
  if (first.kind === 'star') {
    return [...text, ''].some((_, taken) => go(text.slice(taken)))
  }
  const [next] = text
  if (next === undefined) return false
  const isMatch =
    first.kind === 'any' ||
    (first.kind === 'character' && first.character === next) ||
    (first.kind === 'class' && first.characters.includes(next) !== first.isNegated)
  return isMatch && go(text.slice(1))
}

test('a glob matches what a matcher that tries everything says', () => {
  fc.assert(
    fc.property(parts, key, (list, text) => {
      const glob = list.map(write).join('/')
      expect(compileGlobs([glob])(text), `${glob} and ${text}`).toBe(
        matchesParts(list, text.split('/')),
      )
    }),
    { numRuns: 5_000 },
  )
})

test('what is not refused can be matched, whatever it is', () => {
  const strange = fc.string({ unit: fc.constantFrom(...'ab/*?{},[]!-^\\.()+|@$ü') })
  fc.assert(
    fc.property(strange, strange, (glob, text) => {
      if (findGlobProblem(glob) === null) compileGlobs([glob])(text)
      else expect(() => compileGlobs([glob])).toThrow()
    }),
    { numRuns: 5_000 },
  )
})

describe('what would take a matcher that goes back for ever ends at once', () => {
  const long = 'a'.repeat(1024)
  test.each([
    [`${'{a,aa}'.repeat(28)}x`, long],
    ['*a*b/'.repeat(40), 'ab'.repeat(512)],
    ['*a'.repeat(128), `${long}b`],
    [`${'**/'.repeat(80)}x`, 'a/'.repeat(512)],
    [
      `*a${'?'.repeat(250)}`,
      Array.from({ length: 1024 }, (_, i) => 'ab'[((i * i) % 7) % 2]).join(''),
    ],
    [`${'{,a}'.repeat(60)}b`, long],
    [`${'{'.repeat(60)}a${',b}'.repeat(60)}*`, long],
    [`{${'*a,'.repeat(60)}b}/{${'*,'.repeat(20)}}`, `${long}/${long}`],
  ])('%s', (glob, text) => {
    expect(findGlobProblem(glob)).toBeNull()
    const isMatch = compileGlobs([glob])
    for (let i = 0; i < 20; i++) isMatch(`${text}${i}`)
  })
})
