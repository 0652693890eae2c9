import { type InstalledModel, readInstalledModels } from './installed-model.js'
import { modelHome } from './model-home.js'

/** The models in the folder of models, by name; damaged ones too, with what is wrong. */
export async function listModels({ home }: { home: string }): Promise<InstalledModel[]> {
  return readInstalledModels(modelHome(home))
}
