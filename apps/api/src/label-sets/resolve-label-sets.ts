import type { LabelSetChoice } from '@earmark/contract'
import {
  EarmarkError,
  expandTemplate,
  type LabelSetContent,
  type LabelSetInput,
  validateLabelSet,
} from '@earmark/core'
import {
  createLabelSet,
  type Database,
  findLabelSet,
  getLabelSet,
  type LabelScoring,
  type LabelVector,
  type NewLabelSet,
} from '@earmark/db'
import { notFound } from '../http/http-problem.js'
import { requireLabelSet } from './require-names.js'

/** A label set's name where the request gives none. */
const MAX_NAME_CHARACTERS = 60

export interface ResolvedLabelSet {
  /** Where it is stored. */
  id?: number
  name: string
  template: string
  scoring?: LabelScoring
  /** Those of a set that is stored may have a vector already. */
  labels: { name: string; prompts: string[]; stored?: LabelVector }[]
}

/**
 * The stored label sets that a request names, by id and each once; those written out are stored first.
 *
 * @throws EarmarkError INVALID_LABEL_SET naming the field; HttpProblem 404
 */
export async function storeLabelSets(
  db: Database,
  choices: readonly LabelSetChoice[],
): Promise<number[]> {
  // All are checked before any is stored.
  const contents = choices.map(checkContent)
  const ids: number[] = []
  for (const [index, choice] of choices.entries()) {
    const content = contents[index]
    const { id } = content
      ? await createLabelSet(db, { ...content, reuseAnyName: !isNamed(choice) })
      : await findStored(db, choice, index)
    ids.push(id)
  }
  return [...new Set(ids)]
}

/** What a request's label sets consist of, storing nothing. @throws as storeLabelSets */
export async function readLabelSets(
  db: Database,
  choices: readonly LabelSetChoice[],
): Promise<ResolvedLabelSet[]> {
  const contents = choices.map(checkContent)
  return Promise.all(
    choices.map(async (choice, index) => {
      const content = contents[index]
      if (content) return content
      const { id } = await findStored(db, choice, index)
      const stored = await getLabelSet(db, id)
      if (!stored) throw notFound(`labelSets[${index}].id`, id, 'label set')
      return stored
    }),
  )
}

/** A new label set as it is stored. @throws EarmarkError INVALID_LABEL_SET, its field beginning with `path` */
function toNewLabelSet(input: LabelSetInput & { name?: string | undefined }, path: string) {
  const { labels, template } = validateAt(input, path)
  return {
    name: input.name ?? nameOf(labels),
    template,
    labels: labels.map((label) => ({ name: label, prompts: [expandTemplate(template, label)] })),
  } satisfies NewLabelSet
}

function checkContent(choice: LabelSetChoice, index: number) {
  return 'labels' in choice ? toNewLabelSet(choice, `labelSets[${index}].`) : undefined
}

function validateAt(input: LabelSetInput, path: string): LabelSetContent {
  try {
    return validateLabelSet(input)
  } catch (error) {
    if (!(error instanceof EarmarkError)) throw error
    throw new EarmarkError(error.code, `${path}${error.message}`, {
      permanent: error.permanent,
      cause: error,
      value: error.value,
      field: `${path}${error.field ?? 'labels'}`,
    })
  }
}

async function findStored(db: Database, choice: LabelSetChoice, index: number) {
  if ('labels' in choice) throw new TypeError('A label set that is written out is not looked up.')
  const path = `labelSets[${index}]`
  if ('name' in choice) {
    return requireLabelSet(db, choice, { labelSet: `${path}.name` })
  }
  const found = await findLabelSet(db, choice)
  if (!found) throw notFound(`${path}.id`, choice.id, 'label set')
  return found
}

const isNamed = (choice: LabelSetChoice) => 'name' in choice && choice.name !== undefined

/** "dog, rain, …": what people see in results, so something they recognise. */
function nameOf(labels: readonly string[]): string {
  const name = labels.slice(0, MAX_NAME_CHARACTERS).join(', ')
  const characters = [...name]
  if (characters.length <= MAX_NAME_CHARACTERS) return name
  return `${characters.slice(0, MAX_NAME_CHARACTERS - 1).join('')}…`
}
