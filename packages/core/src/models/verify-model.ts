import { join, resolve } from 'node:path'
import { fileSize, hashFile, modelInvalid } from './model-file.js'
import { MANIFEST_FILE, type ModelManifest, readManifest } from './model-manifest.js'

/**
 * Reads every file that a model folder's manifest lists and compares its size and SHA-256.
 *
 * @returns the manifest, all of whose files are as they should be
 * @throws EarmarkError MODEL_INVALID, naming each bad file and what is wrong with it
 */
export async function verifyModel(dir: string): Promise<ModelManifest> {
  const folder = resolve(dir)
  const manifest = await readManifest(folder)
  if (manifest === undefined) {
    throw modelInvalid(
      `${folder} has no ${MANIFEST_FILE}, so there is nothing to verify its files against.`,
    )
  }
  const problems: string[] = []
  for (const path of Object.keys(manifest.files)) {
    const problem =
      (await checkFileSize(folder, manifest, path)) ?? (await checkHash(folder, manifest, path))
    if (problem !== undefined) problems.push(problem)
  }
  if (problems.length > 0) {
    throw modelInvalid(
      `The model in ${folder} is damaged: ${problems.join('; ')}. Copy or pull it again.`,
    )
  }
  return manifest
}

/** What is wrong with a file's presence or size, if anything: cheap enough for every start. */
export async function checkFileSize(
  dir: string,
  manifest: ModelManifest,
  path: string,
): Promise<string | undefined> {
  const expected = manifest.files[path]
  if (expected === undefined) return `${path} is not listed in ${MANIFEST_FILE}`
  const bytes = await fileSize(dir, path)
  if (bytes === undefined) return `${path} is missing`
  if (bytes === expected.bytes) return undefined
  return `${path} has ${bytes} bytes instead of ${expected.bytes}`
}

async function checkHash(
  dir: string,
  manifest: ModelManifest,
  path: string,
): Promise<string | undefined> {
  const sha256 = await hashFile(join(dir, path))
  const expected = manifest.files[path]?.sha256
  return sha256 === expected ? undefined : `${path} has SHA-256 ${sha256} instead of ${expected}`
}
