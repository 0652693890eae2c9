import { EarmarkError } from '@earmark/core'
import {
  findInstalledModel,
  type InstalledModel,
  type ModelChoice,
  readInstalledModels,
} from './installed-model.js'
import { modelHome } from './model-home.js'
import { writeJson } from './write-json.js'

/**
 * Makes a model the one in use where no other is asked for.
 *
 * @throws EarmarkError NOT_FOUND, or MODEL_INVALID where it is damaged
 */
export async function useModel(choice: ModelChoice): Promise<InstalledModel> {
  const model = await findInstalledModel(choice)
  if (model.problem !== undefined) {
    throw new EarmarkError('MODEL_INVALID', model.problem, { permanent: true })
  }
  const { name, dtype } = model
  await writeJson(modelHome(choice.home).currentFile, { name, dtype })
  return { ...model, isCurrent: true }
}

/** The model in use, if any was chosen and is still there. */
export async function currentModel({
  home,
}: {
  home: string
}): Promise<InstalledModel | undefined> {
  return (await readInstalledModels(modelHome(home))).find(({ isCurrent }) => isCurrent)
}
