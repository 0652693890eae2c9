import { EarmarkError, readModel } from '@earmark/core'
import { type Database, upsertModel } from '@earmark/db'
import type { Config } from './config.js'
import type { RegisteredModel } from './dependencies.js'

/**
 * Reads the model folder and makes the model known to the database.
 *
 * @throws EarmarkError MODEL_INVALID, or MODEL_UNSUPPORTED for a model with labels of its own
 */
export async function registerModel(
  { db }: { db: Database },
  { modelDir, dtype }: Pick<Config, 'modelDir' | 'dtype'>,
): Promise<RegisteredModel> {
  const model = await readModel(modelDir, dtype ? { dtype } : {})
  if (model.kind !== 'clap') {
    const message = `The model ${model.name} in ${modelDir} has labels of its own; batches need one that takes any words, such as CLAP. Set EARMARK_MODEL to another folder.`
    throw new EarmarkError('MODEL_UNSUPPORTED', message, { permanent: true })
  }
  const { kind, name, revision, logitScale, sampleRate, windowSeconds } = model
  const id = await upsertModel(db, {
    kind,
    name,
    revision,
    dtype: model.dtype,
    logitScale,
    sampleRate,
    windowS: windowSeconds,
  })
  return { ...model, id }
}
