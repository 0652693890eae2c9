import { EarmarkError } from '../errors.js'

export const MAX_LABELS = 5000
export const MAX_LABEL_CHARACTERS = 300
export const MAX_TEMPLATE_CHARACTERS = 500

const CONTROL_CHARACTER = /\p{Cc}/u
/** Half of a surrogate pair is no character: it has no UTF-8, so no database could hold it. */
const LONE_SURROGATE = /\p{Cs}/u

/** A template has `{}` exactly once. */
export function checkTemplate(template: unknown, field = 'template'): string {
  const text = checkText(template, field, MAX_TEMPLATE_CHARACTERS)
  const places = text.split('{}').length - 1
  if (places !== 1) refuse(field, template, 'must contain {} exactly once, where the label goes')
  return text
}

/** @returns the text, trimmed */
export function checkText(value: unknown, field: string, maxCharacters: number): string {
  if (typeof value !== 'string') return refuse(field, value, 'must be a text')
  const text = value.trim()
  if (text === '') return refuse(field, value, 'must not be empty')
  // Counted as people do, in characters; a text short enough in UTF-16 units needs no counting.
  if (text.length > maxCharacters && [...text].length > maxCharacters) {
    return refuse(field, value, `must have at most ${maxCharacters} characters`)
  }
  if (CONTROL_CHARACTER.test(text)) {
    return refuse(field, value, 'must not contain control characters such as NUL or a line break')
  }
  if (LONE_SURROGATE.test(text)) {
    return refuse(field, value, 'must be valid Unicode; it contains half a character')
  }
  return text
}

/** @throws EarmarkError INVALID_LABEL_SET */
export function refuse(field: string, value: unknown, rule: string): never {
  const shown = shorten(
    typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)),
  )
  throw new EarmarkError(
    'INVALID_LABEL_SET',
    `${field} ${rule}; received ${typeof value === 'string' ? JSON.stringify(shown) : shown}.`,
    { permanent: true, field, value: shown },
  )
}

const SHOWN_CHARACTERS = 80

function shorten(text: string): string {
  const start = [...text.slice(0, 2 * SHOWN_CHARACTERS + 2)]
  return start.length > SHOWN_CHARACTERS
    ? `${start.slice(0, SHOWN_CHARACTERS - 1).join('')}…`
    : text
}
