import { modelFacts, readModel } from '@earmark/core'
import { type Database, registerModel as storeModel } from '@earmark/db'
import type { Config } from '../config.js'
import type { RegisteredModel } from '../dependencies.js'

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
  const { id, labelSetId } = await storeModel(db, modelFacts(model))
  return model.kind === 'clap' ? { ...model, id } : { ...model, id, labelSetId: labelSetId! }
}
