import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Dtype } from './model.js'
import { hashFile, modelInvalid } from './model-file.js'
import type { ModelManifest } from './model-manifest.js'
import { checkFileSize } from './verify-model.js'

const REVISION_DIGITS = 16

export interface RevisionInput {
  dir: string
  manifest: ModelManifest | undefined
  dtype: Dtype
  /** Paths of the files that decide what the model answers. */
  used: string[]
}

/**
 * What names a model's very bytes: the manifest's revision and the precision, or without a manifest a hash of the files.
 *
 * @throws EarmarkError MODEL_INVALID where a file is missing or has another size than the manifest says
 */
export async function findRevision(input: RevisionInput): Promise<string> {
  const { dir, manifest, dtype, used } = input
  if (manifest === undefined) {
    const lines = await Promise.all(
      used.map(async (path) => `${path} ${await hashUsedFile(dir, path)}\n`),
    )
    return createHash('sha256').update(lines.join('')).digest('hex').slice(0, REVISION_DIGITS)
  }
  const problems = await Promise.all(used.map((path) => checkFileSize(dir, manifest, path)))
  const problem = problems.find((text) => text !== undefined)
  if (problem !== undefined) {
    throw modelInvalid(`The model in ${dir} is damaged: ${problem}. Copy or pull it again.`)
  }
  // Another precision gives other numbers, which must not pass for the same work.
  return dtype === 'fp32' ? manifest.revision : `${manifest.revision}+${dtype}`
}

async function hashUsedFile(dir: string, path: string): Promise<string> {
  return hashFile(join(dir, path)).catch((cause) => {
    throw modelInvalid(
      `The model folder ${dir} has no readable ${path}: copy the whole folder as published, or pull the model again.`,
      cause,
    )
  })
}
