import type { Model } from './model.js'

/** What is kept of a model beside what it says, as a database takes it. */
export function modelFacts(model: Model) {
  const { kind, name, revision, dtype, sampleRate, windowSeconds: windowS } = model
  const facts = { kind, name, revision, dtype, sampleRate, windowS }
  if (model.kind === 'clap') return { ...facts, logitScale: model.logitScale }
  return { ...facts, logitScale: null, labels: model.labels, problemType: model.problemType }
}
