import {
  type ClapModel,
  type ClassifierModel,
  type LabelSetContent,
  type Model,
  validateLabelSet,
} from '@earmark/core'
import { UsageError } from '../errors/usage-error.js'
import { readLabels } from './parse-options.js'

/** Who is asked what: a model that knows words about a label set, or one that has labels of its own. */
export type Question =
  | { model: ClapModel; labelSet: LabelSetContent }
  | { model: ClassifierModel; labelSet: null }

/**
 * Words for a model that knows words; a model with labels of its own cannot be asked for others.
 *
 * @throws UsageError, or EarmarkError INVALID_LABEL_SET
 */
export async function readQuestion(
  model: Model,
  options: { labels?: string[]; labelsFile?: string; template: string },
): Promise<Question> {
  const labels = await readLabels(options)
  if (model.kind === 'classifier') {
    if (labels.length === 0) return { model, labelSet: null }
    throw new UsageError(
      `${model.name} has ${model.labels.length} labels of its own and cannot be asked for others: leave --labels out.`,
    )
  }
  if (labels.length === 0) {
    throw new UsageError('No labels: say what to listen for, such as --labels "dog,rain".')
  }
  return { model, labelSet: validateLabelSet({ labels, template: options.template }) }
}

/** @param defaults the hop's is one window @throws UsageError */
export function readWindowing(
  model: Model,
  options: { window?: number; hop?: number },
  defaults: { windowS: number; hopS?: number },
): { windowS: number; hopS: number } {
  const windowS = options.window ?? defaults.windowS
  const hopS = options.hop ?? Math.min(defaults.hopS ?? windowS, windowS)
  if (windowS > model.windowSeconds) {
    throw new UsageError(
      `--window ${windowS} is longer than the ${model.windowSeconds} s that ${model.name} hears at once.`,
    )
  }
  if (hopS > windowS) {
    throw new UsageError(
      `--hop ${hopS} is longer than the window of ${windowS} s: what lies between would not be heard.`,
    )
  }
  return { windowS, hopS }
}
