import { rm } from 'node:fs/promises'
import { EarmarkError } from '@earmark/core'
import { writing } from './disk-error.js'
import {
  findInstalledModel,
  type InstalledModel,
  type ModelChoice,
  readInstalledModels,
} from './installed-model.js'
import { modelHome } from './model-home.js'
import { modelFolderName } from './model-name.js'
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
  const folder = modelFolderName(name, dtype)
  await writeJson(modelHome(choice.home).currentFile, { name, dtype, folder })
  return { ...model, isCurrent: true }
}

/** Leaves the choice of a model to the program again. @throws EarmarkError FOLDER_UNWRITABLE */
export async function useNoModel({ home }: { home: string }): Promise<void> {
  const { dir, currentFile } = modelHome(home)
  await writing(dir, () => rm(currentFile, { force: true }))
}

/** The model in use, if any was chosen and is still there. */
export async function currentModel({
  home,
}: {
  home: string
}): Promise<InstalledModel | undefined> {
  return (await readInstalledModels(modelHome(home))).find(({ isCurrent }) => isCurrent)
}
