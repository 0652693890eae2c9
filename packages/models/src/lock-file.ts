import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EarmarkError } from '@earmark/core'
import { z } from 'zod'
import type { FilePin } from './known-models.js'
import type { ModelHome } from './model-home.js'
import { withProcessLock } from './with-process-lock.js'
import { writeJson } from './write-json.js'

const revisionSchema = z.object({
  /** Natural logarithm; CLAP only. */
  logitScaleA: z.number().optional(),
  files: z.record(
    z.string(),
    z.object({ bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
})

const lockSchema = z.object({
  version: z.literal(1),
  models: z.record(
    z.string(),
    z.object({
      /** The one that is pulled where none is asked for. */
      revision: z.string(),
      revisions: z.record(z.string(), revisionSchema),
    }),
  ),
})

type Lock = z.infer<typeof lockSchema>
export type LockedRevision = z.infer<typeof revisionSchema>

/** What the lock file holds of a model. */
export interface LockedModel {
  /** The revision that is pulled where none is asked for. */
  revision: string
  revisions: Record<string, LockedRevision>
}

/** @throws EarmarkError MODEL_INVALID where the lock file is damaged: it is never put aside by itself */
export async function readLockedModel(
  home: ModelHome,
  name: string,
): Promise<LockedModel | undefined> {
  return (await readLock(home)).models[name]
}

/** Writes down what a revision's files are, beside what is written there already. */
export async function recordRevision(
  home: ModelHome,
  { name, revision }: { name: string; revision: string },
  found: { files: Record<string, FilePin>; logitScaleA?: number | undefined },
): Promise<void> {
  const file = join(home.workDir, 'lock-file.lock')
  await withProcessLock({ file }, async () => {
    const lock = await readLock(home)
    const model = lock.models[name] ?? { revision, revisions: {} }
    const known = model.revisions[revision]
    const { logitScaleA = known?.logitScaleA } = found
    model.revision = revision
    model.revisions[revision] = {
      ...(logitScaleA === undefined ? {} : { logitScaleA }),
      files: { ...known?.files, ...found.files },
    }
    lock.models[name] = model
    await writeJson(home.lockFile, lock)
  })
}

async function readLock(home: ModelHome): Promise<Lock> {
  let text: string
  try {
    text = await readFile(home.lockFile, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { version: 1, models: {} }
    throw error
  }
  try {
    return lockSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new EarmarkError(
      'MODEL_INVALID',
      `${home.lockFile} is damaged. It says which bytes the models must have: restore it from a copy, or delete it to trust what the hub says now.`,
      { permanent: true, cause },
    )
  }
}
