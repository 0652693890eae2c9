import { DEFAULT_TEMPLATE, type LabelSet, type NewLabelSet } from '@earmark/client'

export type DraftLabel = { name: string; synonyms: string; isBackground: boolean }

/** A label set while it is written. */
export type Draft = {
  name: string
  templates: string
  labels: DraftLabel[]
  /** Of a set whose labels are each a presence: what is written stays one. */
  presence?: { oneAtATime: boolean }
  /** The version that is edited: labels that do not change keep what they were taught in it. */
  basedOn?: LabelSet
}

export function emptyDraft(label?: string): Draft {
  return { name: '', templates: '', labels: [newLabel(label), newLabel(), newLabel()] }
}

export function newLabel(name = ''): DraftLabel {
  return { name, synonyms: '', isBackground: false }
}

export function toDraft(set: LabelSet): Draft {
  const { name, templates, labels, scoring, oneAtATime } = set
  return {
    name,
    basedOn: set,
    templates: templates.join('\n'),
    ...(scoring === 'presence' && { presence: { oneAtATime } }),
    labels: labels.map((label) => ({
      name: label.name,
      synonyms: label.synonyms.join(', '),
      isBackground: label.isBackground,
    })),
  }
}

/** As the API takes it; labels without a name are left out. */
export function toRequest({ name, templates, labels, presence, basedOn }: Draft): NewLabelSet {
  const written = templates
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return {
    name: name.trim(),
    ...(basedOn && { basedOn: basedOn.id }),
    ...(presence && { scoring: 'presence', oneAtATime: presence.oneAtATime }),
    ...(written.length === 1 && { template: written[0]! }),
    ...(written.length > 1 && { templates: written }),
    labels: labels
      .filter((label) => label.name.trim() !== '')
      .map((label) => {
        const synonyms = toWords(label.synonyms)
        return {
          name: label.name.trim(),
          ...(synonyms.length > 0 && { synonyms }),
          ...(label.isBackground && { isBackground: true }),
        }
      }),
  }
}

/** Labels that were taught and will not be in what is written: gone, or under other words, where they are what these say. */
export function findUntaught(draft: Draft): { gone: string[]; reworded: string[] } {
  const { basedOn, ...written } = draft
  if (!basedOn) return { gone: [], reworded: [] }
  const request = toRequest(written)
  const templates = request.templates ?? [request.template ?? DEFAULT_TEMPLATE]
  const isReworded = String(templates) !== String(basedOn.templates)
  const gone: string[] = []
  const reworded: string[] = []
  for (const { name, isByExample, threshold, prompts, synonyms, isBackground } of basedOn.labels) {
    if (!isByExample && threshold === null) continue
    const now = draft.labels.find((label) => label.name.trim() === name)
    const same = { name, synonyms: synonyms.join(', '), isBackground }
    if (!now) gone.push(name)
    // What is learned from examples alone has no words that a template could change.
    else if ((isReworded && prompts.length > 0) || !isSame(now, same)) reworded.push(name)
  }
  return { gone, reworded }
}

const isSame = (now: DraftLabel, before: DraftLabel) =>
  now.isBackground === before.isBackground &&
  String(toWords(now.synonyms)) === String(toWords(before.synonyms))

const toWords = (text: string) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
