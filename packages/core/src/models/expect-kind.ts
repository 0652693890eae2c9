import type { ClapModel, ClassifierModel, Model } from './model.js'
import { modelUnsupported } from './model-file.js'

/**
 * A model that any words can be asked of.
 *
 * @throws EarmarkError MODEL_UNSUPPORTED for a classifier, whose labels are fixed
 */
export function expectClap(model: Model): ClapModel {
  if (model.kind === 'clap') return model
  throw modelUnsupported(
    `The model ${model.name} has ${model.labels.length} labels of its own and knows no other words: leave the labels away, or choose a CLAP model.`,
  )
}

/**
 * A model with labels of its own.
 *
 * @throws EarmarkError MODEL_UNSUPPORTED for a CLAP, which knows no labels but those it is asked for
 */
export function expectClassifier(model: Model): ClassifierModel {
  if (model.kind === 'classifier') return model
  throw modelUnsupported(
    `The model ${model.name} has no labels of its own: say which labels to listen for, or choose a classifier.`,
  )
}
