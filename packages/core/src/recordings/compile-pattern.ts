import type { CompiledPattern } from './compiled-pattern.js'
import { presets } from './presets.js'

export const MAX_PATTERN_CHARACTERS = 300
const MAX_SLOTS = 24
/** Each is tried at every place of the key: a few, however long the key is. */
const MAX_FIELDS = 6

/** The fixed number of digits that each part of an instant has. */
const digits = new Map([
  ['YYYY', 4],
  ['MM', 2],
  ['DD', 2],
  ['hh', 2],
  ['mm', 2],
  ['ss', 2],
])
const REQUIRED = ['YYYY', 'MM', 'DD', 'hh', 'mm']
const ZONE = '(Z|[+-][0-9]{2}:?[0-9]{2})'
const FIELD = /^[a-z][a-zA-Z0-9_]{0,39}$/
const ANY = '*'

type Token = { literal: string } | { slot: string }

/**
 * Compiles a pattern such as `{site}/{YYYY}{MM}{DD}_{hh}{mm}{ss}` or the name of a built-in one: `iso`, `audiomoth`, `song-meter`.
 * Parts of an instant have a fixed number of digits; `{zone}` is Z or +hh:mm; any other name is a field, and takes what
 * stands there of a folder's or file's name; `{*}` takes it and forgets it.
 *
 * A pattern has no repetition and no choice, so that matching one against a key takes about as long as the key is, whoever
 * wrote the two: see docs/decisions/when-and-where-are-derived.md.
 *
 * @returns a sentence with the pattern where it is none
 */
export function compilePattern(pattern: string): CompiledPattern | string {
  const preset = presets[pattern]
  if (preset) return preset
  const fail = (why: string) => `The pattern ${JSON.stringify(shorten(pattern))} ${why}`
  if (pattern.length > MAX_PATTERN_CHARACTERS) {
    return fail(`has ${pattern.length} characters; at most ${MAX_PATTERN_CHARACTERS} are allowed.`)
  }
  const tokens = readTokens(pattern)
  if (!tokens) return fail('has a brace that belongs to no {name}.')
  const slots = tokens.flatMap((token) => ('slot' in token ? [token.slot] : []))
  const problem = findProblem(tokens, slots)
  if (problem) return fail(problem)
  return {
    expression: toExpression(tokens),
    slots: slots.filter((slot) => slot !== ANY),
  }
}

/** @returns null where a brace is left over */
function readTokens(pattern: string): Token[] | null {
  const tokens: Token[] = []
  for (const [part, slot] of pattern.matchAll(/\{([^{}]*)\}|[^{}]+|[{}]/g)) {
    if (part === '{' || part === '}') return null
    tokens.push(slot === undefined ? { literal: part } : { slot })
  }
  return tokens
}

function findProblem(tokens: readonly Token[], slots: readonly string[]): string | null {
  const names = slots.filter((slot) => slot !== ANY)
  const unknown = names.find((name) => !isFixed(name) && !FIELD.test(name))
  if (unknown !== undefined) {
    return `has {${unknown}}: a field's name begins with a small letter, and has letters, digits and _ only. Instants have {YYYY} {MM} {DD} {hh} {mm} {ss} {zone}.`
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return `has {${twice}} twice.`
  const missing = REQUIRED.filter((name) => !names.includes(name))
  if (missing.length > 0) {
    return `has no ${missing.map((name) => `{${name}}`).join(', ')}: an instant needs year, month, day, hour and minute.`
  }
  if (slots.length > MAX_SLOTS) return `has more than ${MAX_SLOTS} names in braces.`
  if (slots.filter((slot) => !isFixed(slot)).length > MAX_FIELDS) {
    return `has more than ${MAX_FIELDS} fields and {*}.`
  }
  const touching = tokens.find((token, index) => isFree(token) && isFree(tokens[index + 1]))
  return touching ? 'has two fields side by side: nothing says where one ends.' : null
}

const isFixed = (slot: string) => slot === 'zone' || digits.has(slot)
const isFree = (token: Token | undefined) =>
  token !== undefined && 'slot' in token && !isFixed(token.slot)

function toExpression(tokens: readonly Token[]): string {
  const body = tokens.map((token, index) => {
    if ('literal' in token) return token.literal.replaceAll(/[.[\]{}()*+?^$|\\]/g, '\\$&')
    const { slot } = token
    if (slot === 'zone') return ZONE
    const length = digits.get(slot)
    if (length !== undefined) return `([0-9]{${length}})`
    // At the end, a file's extension is none of the field's.
    const text = index === tokens.length - 1 ? '[^/.]+' : '[^/]+'
    return slot === ANY ? text : `(${text})`
  })
  // A number that goes on before or behind is another number; a field at the beginning is the whole of a name's beginning.
  const before = isFree(tokens[0]) ? '(?:^|/)' : isDigits(tokens[0]) ? '(?<![0-9])' : ''
  const after = isDigits(tokens.at(-1)) ? '(?![0-9])' : ''
  return before + body.join('') + after
}

const isDigits = (token: Token | undefined) =>
  token !== undefined && 'slot' in token && digits.has(token.slot)

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}
