import { askOwnLabels, askPresences, askWords, type Question } from '@earmark/listen'
import type { ApiDependencies } from '../dependencies.js'
import { invalidRequest } from '../http/http-problem.js'
import { toPresences } from '../label-sets/to-presences.js'
import { resolveWords } from '../objects/resolve-words.js'

/** What is listened for, in words, by a label set, or where the model is a classifier by nothing. */
export interface AskedLabels {
  labels?: string | readonly string[] | undefined
  template?: string | undefined
  labelSet?: string | undefined
  labelSetVersion?: number | undefined
}

/**
 * @throws HttpProblem as resolveWords; 400 where a model with labels of its own is asked for others
 */
export async function resolveQuestion(
  deps: ApiDependencies,
  asked: AskedLabels,
  signal: AbortSignal,
): Promise<Question> {
  const { model } = deps
  if (model.kind === 'clap') {
    const words = await resolveWords(deps, asked, model, signal)
    const labels = words.map(({ label }) => label)
    const presences = toPresences(words)
    if (presences) return askPresences(labels, presences)
    return askWords(
      model,
      labels,
      words.map(({ vector }) => vector),
    )
  }
  const field = asked.labels === undefined ? 'labelSet' : 'labels'
  if (asked.labels === undefined && asked.labelSet === undefined) return askOwnLabels(model)
  const message = `${field} must be left out: ${model.name} has ${model.labels.length} labels of its own and cannot be asked for others.`
  throw invalidRequest([{ field, message }])
}
