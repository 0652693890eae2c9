import { readModel } from '@earmark/core'
import { type Database, registerModel as storeModel } from '@earmark/db'
import type { Config } from './config.js'
import type { RegisteredModel } from './dependencies.js'

/**
 * Reads the model folder and makes the model known to the database.
 *
 * @throws EarmarkError MODEL_INVALID or MODEL_UNSUPPORTED
 */
export async function registerModel(
  { db }: { db: Database },
  { modelDir, dtype }: Pick<Config, 'modelDir' | 'dtype'>,
): Promise<RegisteredModel> {
  const model = await readModel(modelDir, dtype ? { dtype } : {})
  const { kind, name, revision, sampleRate, windowSeconds: windowS } = model
  const facts = { kind, name, revision, dtype: model.dtype, sampleRate, windowS }
  if (model.kind === 'clap') {
    const { id } = await storeModel(db, { ...facts, logitScale: model.logitScale })
    return { ...model, id }
  }
  const { labels, problemType } = model
  const own = await storeModel(db, { ...facts, logitScale: null, labels, problemType })
  return { ...model, id: own.id, labelSetId: own.labelSetId! }
}
