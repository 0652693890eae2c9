import { verifyModel as verifyFolder } from '@earmark/core'
import { checkDigest } from './check-digest.js'
import { findInstalledModel, type InstalledModel, type ModelChoice } from './installed-model.js'
import { findKnownModel } from './known-models.js'
import { readLockedModel } from './lock-file.js'
import { modelHome } from './model-home.js'

export interface VerifiedModel extends InstalledModel {
  files: { path: string; bytes: number; sha256: string }[]
}

/**
 * Reads every byte of a model and compares it with the model's manifest, and that with the lock file and the pins.
 *
 * @throws EarmarkError NOT_FOUND, or MODEL_INVALID, naming each file that is not what it was
 */
export async function verifyModel(choice: ModelChoice): Promise<VerifiedModel> {
  const model = await findInstalledModel(choice)
  const { name, files, revision } = await verifyFolder(model.dir)
  // A folder that comes with the program has not been pulled: its manifest says what is published.
  const locked = (await readLockedModel(modelHome(choice.home), name))?.revisions[revision]
  const pins = findKnownModel(name)?.pins
  for (const [path, file] of Object.entries(files)) {
    checkDigest(`${model.dir}/${path}`, file, [
      { ...pins?.[path], says: 'the published pin' },
      { ...locked?.files[path], says: 'the lock file' },
    ])
  }
  return { ...model, files: Object.entries(files).map(([path, file]) => ({ path, ...file })) }
}
