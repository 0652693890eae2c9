import { join } from 'node:path'
import { type Dtype, EarmarkError, readManifest, verifyModel as verifyFolder } from '@earmark/core'
import { type InstalledModel, readCurrent, readInstalledModel } from './installed-model.js'
import type { ModelHome } from './model-home.js'
import { modelFolderName } from './model-name.js'

/** The model in this very revision, where it is there and no byte of it is damaged. */
export async function findWholeModel(
  home: ModelHome,
  { name, dtype, revision }: { name: string; dtype: Dtype; revision: string },
): Promise<InstalledModel | undefined> {
  const folder = modelFolderName(name, dtype)
  const dir = join(home.dir, folder)
  try {
    if ((await readManifest(dir))?.revision !== revision) return undefined
    await verifyFolder(dir)
  } catch (error) {
    if (error instanceof EarmarkError) return undefined // pulling again puts it right
    throw error
  }
  const model = await readInstalledModel(dir, (await readCurrent(home)) === folder)
  return model?.problem === undefined ? model : undefined
}
