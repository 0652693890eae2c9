import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Dtype,
  EarmarkError,
  MANIFEST_FILE,
  type ModelManifest,
  readModel,
} from '@earmark/core'
import { readCurrent, readInstalledModel } from '../installed-model.js'
import { recordRevision } from '../lock-file.js'
import type { ModelHome } from '../model-home.js'
import { modelFolderName } from '../model-name.js'
import { writeJson } from '../write-json.js'
import { installFolder } from './install-folder.js'
import type { PulledModel } from './pulled-model.js'

export interface GatheredModel {
  staging: string
  dtype: Dtype
  manifest: ModelManifest
}

/**
 * Turns a folder with all its files into a model: its manifest is written, it is read as it will be, its bytes go into
 * the lock file, and it moves into place.
 *
 * @throws EarmarkError MODEL_UNSUPPORTED or MODEL_INVALID where it could not be run
 */
export async function finishPull(
  home: ModelHome,
  { staging, dtype, manifest }: GatheredModel,
): Promise<PulledModel> {
  const { name, revision, files, logitScaleA } = manifest
  await writeJson(join(staging, MANIFEST_FILE), manifest)
  try {
    await readModel(staging, { dtype })
  } catch (error) {
    await rm(join(staging, MANIFEST_FILE), { force: true })
    throw error
  }
  await recordRevision(home, { name, revision }, { files, logitScaleA })
  const folder = modelFolderName(name, dtype)
  const dir = await installFolder(home, staging, folder)
  await removeLeftovers(home, folder)
  const model = await readInstalledModel(dir, (await readCurrent(home)) === folder)
  if (model !== undefined) return { ...model, wasThere: false }
  throw new EarmarkError('INTERNAL', `${dir} is no model, although it was just put there.`)
}

/** What older pulls of the same model left behind, of commits that nobody will ask for again. */
async function removeLeftovers(home: ModelHome, folder: string): Promise<void> {
  const names = await readdir(home.workDir)
  const leftovers = names.filter((name) => name.startsWith(`${folder}@`))
  await Promise.all(
    leftovers.map((name) => rm(join(home.workDir, name), { recursive: true, force: true })),
  )
}
