import type { LabelSet, NewLabelSet } from '@earmark/client'

export type DraftLabel = { name: string; synonyms: string; isBackground: boolean }

/** A label set while it is written. */
export type Draft = {
  name: string
  templates: string
  labels: DraftLabel[]
  /** Of a set whose labels are each a presence: what is written stays one. */
  presence?: { oneAtATime: boolean }
}

export function emptyDraft(label?: string): Draft {
  return { name: '', templates: '', labels: [newLabel(label), newLabel(), newLabel()] }
}

export function newLabel(name = ''): DraftLabel {
  return { name, synonyms: '', isBackground: false }
}

export function toDraft({ name, templates, labels, scoring, oneAtATime }: LabelSet): Draft {
  return {
    name,
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
export function toRequest({ name, templates, labels, presence }: Draft): NewLabelSet {
  const written = templates
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return {
    name: name.trim(),
    ...(presence && { scoring: 'presence', oneAtATime: presence.oneAtATime }),
    ...(written.length === 1 && { template: written[0]! }),
    ...(written.length > 1 && { templates: written }),
    labels: labels
      .filter((label) => label.name.trim() !== '')
      .map((label) => {
        const synonyms = label.synonyms
          .split(',')
          .map((word) => word.trim())
          .filter(Boolean)
        return {
          name: label.name.trim(),
          ...(synonyms.length > 0 && { synonyms }),
          ...(label.isBackground && { isBackground: true }),
        }
      }),
  }
}
