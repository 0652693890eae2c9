import { findModel, listModelNames, listUnreadyLabels, type Model } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import { HttpProblem, invalidRequest, notFound } from '../http/http-problem.js'

export type ModelReference = Pick<Model, 'id' | 'name' | 'revision'>

/**
 * The model that a request names by id, name or `name@revision`; the API's own where it names none.
 *
 * @throws HttpProblem 404, or 400 for a model with labels of its own: it knows no words
 */
export async function resolveModel(
  { db, model }: Pick<ApiDependencies, 'db' | 'model'>,
  named: string | number | undefined,
  field = 'model',
): Promise<ModelReference> {
  const isOwn = named === undefined || named === model.name || named === model.id
  if (isOwn && model.kind === 'clap') return model
  if (named === undefined) {
    const message = `The API runs ${model.name}, which has labels of its own and knows no words. Name a CLAP that the archive was heard with as ${field}, or start an API with one.`
    throw new HttpProblem(422, 'MODEL_UNSUPPORTED', message, { errors: [{ field, message }] })
  }
  const found = await findModel(db, toQuery(named))
  if (!found) throw notFound(field, named, 'model', { names: await listModelNames(db) })
  if (found.kind !== 'clap') {
    const message = `${field} must take any words; ${found.name} has labels of its own; received ${JSON.stringify(named)}.`
    throw invalidRequest([{ field, value: named, message }])
  }
  return found
}

/**
 * Words can be encoded only by the model that the API runs; under others, only what was encoded before is known.
 *
 * @throws HttpProblem 422 where a label set has labels that another model has never encoded
 */
export async function requireEncodable(
  { db, model }: Pick<ApiDependencies, 'db' | 'model'>,
  { labelSetId, under }: { labelSetId: number; under: ModelReference },
): Promise<void> {
  if (under.id === model.id) return
  const [label] = await listUnreadyLabels(db, { modelId: under.id, labelSetId })
  if (label) throw cannotEncode(model, under, label.name)
}

/** As answers name it: a registered model knows more than that. */
export function toModelReference({ id, name, revision }: ModelReference): ModelReference {
  return { id, name, revision }
}

/** Words that would have to be encoded by a model that does not run here: 422. */
export function cannotEncode(
  running: ModelReference,
  wanted: ModelReference,
  words: string,
): HttpProblem {
  const name = ({ name, revision }: ModelReference) => `${name}@${revision}`
  const message = `${name(wanted)} has never encoded ${JSON.stringify(words)}, and the API runs ${name(running)}, whose numbers mean something else. Start the API and a worker with EARMARK_MODEL set to ${wanted.name}, or leave model out.`
  return new HttpProblem(422, 'MODEL_UNSUPPORTED', message, {
    errors: [{ field: 'model', value: name(wanted), message }],
  })
}

function toQuery(named: string | number) {
  if (typeof named === 'number') return { id: named }
  if (/^[1-9]\d{0,14}$/.test(named)) return { id: Number(named) }
  const [name = '', ...revision] = named.split('@')
  return { name, ...(revision.length > 0 && { revision: revision.join('@') }) }
}
