type Test = (character: string) => boolean

/**
 * A glob as a machine: step i either takes a character that its test lets through and goes on to step i + 1, or takes none and
 * goes on to each of its jumps. The last step is the end.
 */
export type GlobProgram = { tests: (Test | null)[]; jumps: number[][] }

/** The message is what is wrong with the glob, as the rest of a sentence. */
export class GlobProblem extends Error {}

const any: Test = () => true
const isSlash: Test = (character) => character === '/'
const noSlash: Test = (character) => character !== '/'

/**
 * `*` and `?` never stand for a slash; `**` between slashes stands for any number of parts; `[a-z]`, `[!a-z]` and `{wav,flac}` are as in a
 * shell, and `\` takes the next character as it is. All else is itself.
 *
 * @throws GlobProblem
 */
export function parseGlob(glob: string): GlobProgram {
  const text = [...glob]
  const program: GlobProgram = { tests: [], jumps: [] }
  let at = 0
  if (glob.includes('\0')) throw new GlobProblem('must not contain NUL')

  function step(test: Test): void {
    program.tests.push(test)
    program.jumps.push([])
  }

  function jump(...to: number[]): number {
    program.tests.push(null)
    return program.jumps.push(to) - 1
  }

  /** None or more characters. */
  function loop(test: Test): void {
    const start = jump()
    step(test)
    jump(start)
    program.jumps[start] = [start + 1, program.tests.length]
  }

  /** What follows may be left out. */
  function optional(build: () => void): void {
    const start = jump()
    build()
    program.jumps[start] = [start + 1, program.tests.length]
  }

  function endsPart(index: number, isInBraces: boolean): boolean {
    const next = text[index]
    return next === undefined || next === '/' || (isInBraces && (next === ',' || next === '}'))
  }

  function anyParts(): void {
    if (text[at] !== '/') {
      loop(any)
    } else {
      at++
      optional(() => {
        loop(any)
        step(isSlash)
      })
    }
  }

  function stars(isPartStart: boolean, isInBraces: boolean): void {
    const from = at
    while (text[at] === '*') at++
    const isWholePart = isPartStart && endsPart(at, isInBraces)
    if (isWholePart && at - from > 1) {
      anyParts()
    } else {
      // A part that is a star alone is never empty.
      if (isWholePart && !isInBraces) step(noSlash)
      loop(noSlash)
    }
  }

  /** `/**` at the end stands for the folder itself too. */
  function slash(): void {
    const isAll = /^\*{2,}(\/\*{2,})*$/.test(text.slice(at + 1).join(''))
    at++
    if (isAll) {
      at = text.length
      optional(() => {
        step(isSlash)
        loop(any)
      })
    } else {
      step(isSlash)
    }
  }

  function escaped(): void {
    const character = text[at + 1]
    if (character === undefined) throw new GlobProblem('must not end in a backslash')
    at += 2
    step((other) => other === character)
  }

  function charClass(): void {
    const close = findClassEnd(text, at)
    step(readClass(text.slice(at + 1, close)))
    at = close + 1
  }

  function braces(isPartStart: boolean): void {
    const fork = jump()
    const starts: number[] = []
    const ends: number[] = []
    do {
      at++
      starts.push(program.tests.length)
      sequence(isPartStart, true)
      ends.push(jump())
    } while (text[at] === ',')
    at++
    program.jumps[fork] = starts
    for (const end of ends) program.jumps[end] = [program.tests.length]
  }

  function sequence(startsPart: boolean, isInBraces: boolean): void {
    let isPartStart = startsPart
    while (at < text.length) {
      const character = text[at] as string
      if (isInBraces && (character === ',' || character === '}')) return
      const wasPartStart = isPartStart
      isPartStart = character === '/'
      if (character === '*') {
        stars(wasPartStart, isInBraces)
        isPartStart = text[at - 1] === '/'
      } else if (character === '/') slash()
      else if (character === '\\') escaped()
      else if (character === '[') charClass()
      else if (character === '{' && hasAlternatives(text, at)) braces(wasPartStart)
      else {
        at++
        step(character === '?' ? noSlash : (other) => other === character)
      }
    }
  }

  sequence(true, false)
  program.tests.push(null)
  program.jumps.push([])
  return program
}

/** `{a}` is itself; `{a,b}` are alternatives. */
function hasAlternatives(text: readonly string[], open: number): boolean {
  let depth = 0
  let commas = 0
  let body = ''
  for (let at = open; at < text.length; at++) {
    const character = text[at] as string
    if (character === '\\') at++
    else if (character === '[') at = findClassEnd(text, at)
    else if (character === '{') depth++
    else if (character === '}') depth--
    else if (character === ',' && depth === 1) commas++
    if (depth > 0) body += character
    if (depth > 0) continue
    if (commas === 0 && /^\{[^{},]+\.\.[^{},]+$/.test(body)) {
      throw new GlobProblem(`has the range ${body}}, which is not known: write its parts, {1,2,3}`)
    }
    return commas > 0
  }
  throw new GlobProblem('has a { without its }; write \\{ for one of a key')
}

function findClassEnd(text: readonly string[], open: number): number {
  let at = open + 1
  if (text[at] === '!' || text[at] === '^') at++
  // A bracket that comes first is one of the characters.
  if (text[at] === ']') at++
  for (; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === ']') return at
  }
  throw new GlobProblem('has a [ without its ]; write \\[ for one of a key')
}

function readClass(inside: readonly string[]): Test {
  const isNegated = inside[0] === '!' || inside[0] === '^'
  const ranges: [string, string][] = []
  let at = isNegated ? 1 : 0
  const next = () => {
    if (inside[at] === '\\' && at + 1 < inside.length) at++
    return inside[at++] as string
  }
  while (at < inside.length) {
    const from = next()
    const isRange = inside[at] === '-' && at + 1 < inside.length
    if (isRange) at++
    const to = isRange ? next() : from
    if (order(from) > order(to)) {
      throw new GlobProblem(`has the range ${from}-${to}, which runs backwards`)
    }
    ranges.push([from, to])
  }
  const isAmong = (character: string) =>
    ranges.some(([from, to]) => order(from) <= order(character) && order(character) <= order(to))
  return (character) => character !== '/' && isAmong(character) !== isNegated
}

function order(character: string): number {
  return character.codePointAt(0) as number
}
