import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { fileSize, modelInvalid, readJsonFile } from './model-file.js'

export const MANIFEST_FILE = 'manifest.json'

const filePath = z
  .string()
  .min(1)
  .refine(
    (path) => !isAbsolute(path) && !path.includes('\\') && !path.split('/').includes('..'),
    'must be a path inside the model folder, with forward slashes',
  )

const manifestSchema = z.object({
  name: z.string().min(1).max(200),
  revision: z.string().min(1).max(200),
  kind: z.enum(['clap', 'classifier']),
  /** Natural logarithm of the logit scale, as in the checkpoint; CLAP only. */
  logitScaleA: z.number().optional(),
  license: z.string().optional(),
  /** Where the files came from, such as huggingface.co/owner/name. */
  source: z.string().max(500).optional(),
  files: z.record(
    filePath,
    z.object({
      bytes: z.number().int().nonnegative(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'),
    }),
  ),
})

/** What a model folder says of itself: where it comes from and what its bytes must be. */
export type ModelManifest = z.infer<typeof manifestSchema>

/**
 * Reads a model folder's manifest.json, or nothing where the folder has none.
 *
 * @throws EarmarkError MODEL_INVALID, naming every field that is wrong
 */
export async function readManifest(dir: string): Promise<ModelManifest | undefined> {
  if ((await fileSize(dir, MANIFEST_FILE)) === undefined) return undefined
  const parsed = manifestSchema.safeParse(await readJsonFile(dir, MANIFEST_FILE))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw modelInvalid(`${dir}/${MANIFEST_FILE} is not a model manifest: ${problems.join('; ')}.`)
}
