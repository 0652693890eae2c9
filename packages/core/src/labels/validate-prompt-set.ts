import {
  checkTemplate,
  checkText,
  MAX_LABEL_CHARACTERS,
  MAX_LABELS,
  refuse,
} from './check-label-text.js'
import { DEFAULT_TEMPLATE, expandTemplate } from './expand-template.js'

/** A window of what a model heard. */
export interface Moment {
  hearingId: number
  windowIndex: number
}

export interface LabelInput {
  name: string
  /** Other words for the same: the label's vector is the mean over all of them. */
  synonyms?: readonly string[]
  /** "None of these": takes its share of the probability and is never detected. */
  isBackground?: boolean
  /** Moments of the archive that the label is learned from instead of words. */
  examples?: { positive: readonly Moment[]; negative?: readonly Moment[] }
}

export interface PromptSetInput {
  labels: readonly (string | LabelInput)[]
  template?: string
  /** Several templates, averaged; in place of `template`. */
  templates?: readonly string[]
}

export interface PromptSetLabel {
  name: string
  synonyms: string[]
  isBackground: boolean
  /** Every template with the name and every synonym; empty for a label by example. */
  prompts: string[]
  examples?: { positive: Moment[]; negative: Moment[] }
}

export interface PromptSet {
  /** The first of the templates. */
  template: string
  templates: string[]
  labels: PromptSetLabel[]
}

export const MAX_TEMPLATES = 20
export const MAX_SYNONYMS = 20
export const MAX_EXAMPLES = 1000

/**
 * Checks a label set in its full form and fills in its prompts: several templates, synonyms, a label for "none of
 * these", labels by example. Labels that are plain texts follow the rules of validateLabelSet.
 *
 * @throws EarmarkError INVALID_LABEL_SET, naming the field (`labels[3].synonyms[0]`) and the value received
 */
export function validatePromptSet(input: PromptSetInput): PromptSet {
  const templates = checkTemplates(input)
  const { labels } = input
  if (!Array.isArray(labels)) refuse('labels', labels, 'must be a list of labels')
  if (labels.length === 0) refuse('labels', labels, 'must hold at least one label')
  if (labels.length > MAX_LABELS) {
    const message = `must hold at most ${MAX_LABELS.toLocaleString('en')} labels`
    refuse('labels', `${labels.length} labels`, message)
  }
  const fields = new Map<string, string>()
  const checkWord = (value: unknown, field: string) => {
    const word = checkText(value, field, MAX_LABEL_CHARACTERS)
    const earlier = fields.get(word)
    if (earlier !== undefined) refuse(field, word, `repeats ${earlier}`)
    fields.set(word, field)
    return word
  }
  const checked = labels.map((label: unknown, index): PromptSetLabel => {
    const field = `labels[${index}]`
    if (typeof label !== 'object' || label === null) {
      const name = checkWord(label, field)
      return { name, synonyms: [], isBackground: false, prompts: fill(templates, [name]) }
    }
    return checkLabel(label as LabelInput, { field, templates, checkWord })
  })
  const backgrounds = checked.flatMap((label, index) => (label.isBackground ? [index] : []))
  if (backgrounds[1] !== undefined) {
    refuse(`labels[${backgrounds[1]}].isBackground`, true, `repeats labels[${backgrounds[0]}]`)
  }
  return { template: templates[0]!, templates, labels: checked }
}

function checkTemplates({ template, templates }: PromptSetInput): string[] {
  if (templates === undefined) return [checkTemplate(template ?? DEFAULT_TEMPLATE)]
  if (template !== undefined) refuse('template', template, 'must not stand beside templates')
  if (!Array.isArray(templates) || templates.length === 0) {
    refuse('templates', templates, 'must be a list of at least one template')
  }
  if (templates.length > MAX_TEMPLATES) {
    refuse('templates', `${templates.length} templates`, `must hold at most ${MAX_TEMPLATES}`)
  }
  const checked = templates.map((value, index) => checkTemplate(value, `templates[${index}]`))
  for (const [index, text] of checked.entries()) {
    const first = checked.indexOf(text)
    if (first < index) refuse(`templates[${index}]`, text, `repeats templates[${first}]`)
  }
  return checked
}

function checkLabel(
  label: LabelInput,
  context: {
    field: string
    templates: readonly string[]
    checkWord: (value: unknown, field: string) => string
  },
): PromptSetLabel {
  const { field, templates, checkWord } = context
  const { synonyms = [], isBackground = false, examples } = label
  const name = checkWord(label.name, `${field}.name`)
  if (!Array.isArray(synonyms)) refuse(`${field}.synonyms`, synonyms, 'must be a list of texts')
  if (synonyms.length > MAX_SYNONYMS) {
    refuse(`${field}.synonyms`, `${synonyms.length} synonyms`, `must hold at most ${MAX_SYNONYMS}`)
  }
  if (typeof isBackground !== 'boolean') {
    refuse(`${field}.isBackground`, isBackground, 'must be true or false')
  }
  const words = synonyms.map((value, index) => checkWord(value, `${field}.synonyms[${index}]`))
  if (examples === undefined) {
    return { name, synonyms: words, isBackground, prompts: fill(templates, [name, ...words]) }
  }
  if (words.length > 0) {
    refuse(
      `${field}.synonyms`,
      words,
      'must not stand beside examples: the label is learned from these',
    )
  }
  return { name, synonyms: [], isBackground, prompts: [], examples: checkExamples(examples, field) }
}

function checkExamples(examples: unknown, label: string) {
  const field = `${label}.examples`
  const { positive, negative = [] } = (examples ?? {}) as { positive?: unknown; negative?: unknown }
  const checked = {
    positive: checkMoments(positive, `${field}.positive`),
    negative: checkMoments(negative, `${field}.negative`),
  }
  if (checked.positive.length === 0)
    refuse(`${field}.positive`, [], 'must hold at least one moment')
  const all = [...checked.positive, ...checked.negative]
  if (all.length > MAX_EXAMPLES) {
    refuse(
      field,
      `${all.length} moments`,
      `must hold at most ${MAX_EXAMPLES.toLocaleString('en')} moments`,
    )
  }
  return checked
}

function checkMoments(moments: unknown, field: string): Moment[] {
  if (!Array.isArray(moments)) return refuse(field, moments, 'must be a list of moments')
  return moments.map((moment: unknown, index) => {
    const { hearingId, windowIndex } = (moment ?? {}) as Partial<Moment>
    if (!Number.isSafeInteger(hearingId) || hearingId! < 1) {
      refuse(`${field}[${index}].hearingId`, hearingId, 'must be the id of a hearing')
    }
    if (!Number.isSafeInteger(windowIndex) || windowIndex! < 0 || windowIndex! > 2 ** 31 - 1) {
      refuse(
        `${field}[${index}].windowIndex`,
        windowIndex,
        'must be the index of a window, from 0 on',
      )
    }
    return { hearingId: hearingId!, windowIndex: windowIndex! }
  })
}

const fill = (templates: readonly string[], words: readonly string[]) =>
  words.flatMap((word) => templates.map((template) => expandTemplate(template, word)))
