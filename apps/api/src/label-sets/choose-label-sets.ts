import type { LabelSetChoice } from '@earmark/contract'
import { type Database, findLabelSet } from '@earmark/db'
import type { RegisteredClassifier, RegisteredModel } from '../dependencies.js'
import { invalidRequest } from '../http/http-problem.js'
import { type ResolvedLabelSet, readLabelSets, storeLabelSets } from './resolve-label-sets.js'

/**
 * The stored label sets of a batch: those that the request names under a model that takes any words, its own under a
 * classifier.
 *
 * @throws as storeLabelSets; HttpProblem 400 where there is none, or a classifier is asked for others
 */
export async function storeChosenLabelSets(
  db: Database,
  model: RegisteredModel,
  choices: readonly LabelSetChoice[],
): Promise<number[]> {
  if (model.kind === 'classifier') {
    await refuseOthers(db, model, choices)
    return [model.labelSetId]
  }
  requireSome(choices)
  return storeLabelSets(db, choices)
}

/** What they consist of, storing nothing. @throws as storeChosenLabelSets */
export async function readChosenLabelSets(
  db: Database,
  model: RegisteredModel,
  choices: readonly LabelSetChoice[],
): Promise<ResolvedLabelSet[]> {
  if (model.kind === 'classifier') {
    await refuseOthers(db, model, choices)
    return readLabelSets(db, [{ id: model.labelSetId }])
  }
  requireSome(choices)
  return readLabelSets(db, choices)
}

function requireSome(choices: readonly LabelSetChoice[]): void {
  if (choices.length > 0) return
  const message =
    'labelSets must not be empty or missing: only a model with labels of its own needs none.'
  throw invalidRequest([{ field: 'labelSets', message }])
}

async function refuseOthers(
  db: Database,
  model: RegisteredClassifier,
  choices: readonly LabelSetChoice[],
): Promise<void> {
  for (const [index, choice] of choices.entries()) {
    const found = 'labels' in choice ? null : await findLabelSet(db, choice)
    if (found?.id === model.labelSetId) continue
    const field = `labelSets[${index}]`
    const message = `${field} cannot be asked for: ${model.name} has ${model.labels.length} labels of its own, label set ${model.labelSetId}. Leave labelSets out.`
    throw invalidRequest([{ field, message }])
  }
}
