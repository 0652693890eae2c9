/** No request of this API is nested deeper than ten levels. */
const MAX_DEPTH = 100

/**
 * Whether a JSON text nests deeper than what is read here. Asked before the text is parsed: all that walks through a value
 * afterwards may then do so by recursion.
 */
export function isTooDeep(json: string): boolean {
  let depth = 0
  let isInText = false
  for (let i = 0; i < json.length; i += 1) {
    const character = json.charCodeAt(i)
    if (isInText) {
      if (character === BACKSLASH) i += 1
      else if (character === QUOTE) isInText = false
    } else if (character === QUOTE) isInText = true
    else if (character === OPEN_LIST || character === OPEN_OBJECT) {
      depth += 1
      if (depth > MAX_DEPTH) return true
    } else if (character === CLOSE_LIST || character === CLOSE_OBJECT) depth -= 1
  }
  return false
}

/** The same of a value that others have parsed: level by level, since recursion is what would fail. */
export function isValueTooDeep(value: unknown): boolean {
  let level = [value].filter(isContainer)
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true
    level = level.flatMap((container) => Object.values(container).filter(isContainer))
  }
  return false
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
