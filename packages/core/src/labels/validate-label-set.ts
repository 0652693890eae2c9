import {
  checkTemplate,
  checkText,
  MAX_LABEL_CHARACTERS,
  MAX_LABELS,
  refuse,
} from './check-label-text.js'
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
