import type { Model } from '@earmark/core'
import type { ModelRegistration } from '@earmark/db'

/** What the database keeps of a model. */
export function toRegistration(model: Model): ModelRegistration {
  const { kind, name, revision, dtype, sampleRate, windowSeconds: windowS } = model
  const facts = { kind, name, revision, dtype, sampleRate, windowS }
  if (model.kind === 'clap') return { ...facts, logitScale: model.logitScale }
  return { ...facts, logitScale: null, labels: model.labels, problemType: model.problemType }
}
