import { mkdir, rm } from 'node:fs/promises'
import { writing } from './disk-error.js'
import { findInstalledModel, type InstalledModel, type ModelChoice } from './installed-model.js'
import { modelHome } from './model-home.js'
import { modelFolderName } from './model-name.js'
import { removeFolder } from './pull/install-folder.js'

/**
 * Deletes a model from the folder of models. What the lock file says of it stays, for the next pull.
 *
 * @throws EarmarkError NOT_FOUND or FOLDER_UNWRITABLE
 */
export async function removeModel(choice: ModelChoice): Promise<InstalledModel> {
  const home = modelHome(choice.home)
  const model = await findInstalledModel(choice)
  await writing(home.dir, () => mkdir(home.workDir, { recursive: true }))
  await removeFolder(home, modelFolderName(model.name, model.dtype))
  if (model.isCurrent) await writing(home.dir, () => rm(home.currentFile, { force: true }))
  return model
}
