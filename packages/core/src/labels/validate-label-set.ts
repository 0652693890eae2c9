import { EarmarkError } from '../errors.js'
import { DEFAULT_TEMPLATE } from './expand-template.js'

export interface LabelSetInput {
  labels: readonly string[]
  template?: string
}

export interface LabelSetContent {
  /** Trimmed, in the order given. */
  labels: string[]
  template: string
}

export const MAX_LABELS = 5000
export const MAX_LABEL_CHARACTERS = 300
export const MAX_TEMPLATE_CHARACTERS = 500

const CONTROL_CHARACTER = /\p{Cc}/u
/** Half of a surrogate pair is no character: it has no UTF-8, so no database could hold it. */
const LONE_SURROGATE = /\p{Cs}/u

/**
 * Checks what may become a label set: 1 to 5,000 labels of 1 to 300 characters after trimming, none twice (case counts),
 * without control characters; a template of at most 500 characters with `{}` exactly once. A missing template is the
 * reference pipeline's.
 *
 * @throws EarmarkError INVALID_LABEL_SET, naming the field (`labels[3]`) and the value received
 */
export function validateLabelSet(input: LabelSetInput): LabelSetContent {
  const { labels, template = DEFAULT_TEMPLATE } = input
  checkTemplate(template)
  if (!Array.isArray(labels)) refuse('labels', labels, 'must be a list of labels')
  if (labels.length === 0) refuse('labels', labels, 'must hold at least one label')
  if (labels.length > MAX_LABELS) {
    const message = `must hold at most ${MAX_LABELS.toLocaleString('en')} labels`
    refuse('labels', `${labels.length} labels`, message)
  }
  const positions = new Map<string, number>()
  const trimmed = labels.map((label: unknown, index) => {
    const field = `labels[${index}]`
    const text = checkText(label, field, MAX_LABEL_CHARACTERS)
    const earlier = positions.get(text)
    if (earlier !== undefined) refuse(field, text, `repeats labels[${earlier}]`)
    positions.set(text, index)
    return text
  })
  return { labels: trimmed, template }
}

function checkTemplate(template: unknown): void {
  const text = checkText(template, 'template', MAX_TEMPLATE_CHARACTERS)
  const places = text.split('{}').length - 1
  if (places !== 1)
    refuse('template', template, 'must contain {} exactly once, where the label goes')
}

function checkText(value: unknown, field: string, maxCharacters: number): string {
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

function refuse(field: string, value: unknown, rule: string): never {
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
