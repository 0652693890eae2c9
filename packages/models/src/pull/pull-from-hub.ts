import { join } from 'node:path'
import { type Dtype, EarmarkError, readModelKind } from '@earmark/core'
import { findWholeModel } from '../find-whole-model.js'
import type { HubClient } from '../hub/create-hub-client.js'
import { findKnownModel } from '../known-models.js'
import { readLockedModel, recordRevision } from '../lock-file.js'
import { modelFolderName } from '../model-name.js'
import { licenseOf, readCard } from '../read-card.js'
import { readLogitScale } from '../read-logit-scale.js'
import { revisionOfFiles } from '../revision-of-files.js'
import { createHubSource } from '../sources/create-hub-source.js'
import type { ModelSource } from '../sources/model-source.js'
import { chooseFiles, descriptionFiles } from './choose-files.js'
import { finishPull } from './finish-pull.js'
import { gatherFiles } from './gather-files.js'
import type { PullContext } from './pull-options.js'
import type { PulledModel } from './pulled-model.js'

const DEFAULT_REVISION = 'main'

export async function pullFromHub(
  context: PullContext & { dtype: Dtype },
  hub: HubClient,
): Promise<PulledModel> {
  const { home, name, dtype, onProgress, signal } = context
  const lockedModel = await readLockedModel(home, name)
  const asked = context.revision ?? lockedModel?.revision
  const whole = asked && (await findWholeModel(home, { name, dtype, revision: asked }))
  if (whole) return { ...whole, wasThere: true }

  // A mirror without versions is asked for its only one; what the lock file holds is then a hash of the files.
  const address = context.revision ?? (isCommit(asked) ? asked : DEFAULT_REVISION)
  const source = await createHubSource(hub, { name, revision: address }, signal)
  const { commit } = source
  const same = commit && (await findWholeModel(home, { name, dtype, revision: commit }))
  if (same) {
    await recordRevision(home, { name, revision: commit }, { files: {} })
    return { ...same, wasThere: true }
  }
  const locked = lockedModel?.revisions[commit ?? asked ?? '']
  // Kept under the commit's name until it is whole, so that bytes of two commits never meet.
  const folder = `${modelFolderName(name, dtype)}@${encodeURIComponent(commit ?? address)}`
  const staging = join(home.workDir, folder)
  const gathering = { name, source, staging, locked, onProgress, signal }

  const descriptions = descriptionFiles.map((path) => ({ path, isRequired: true }))
  const described = await gatherFiles({ ...gathering, onProgress: () => {} }, descriptions)
  const kind = await readModelKind(staging)
  // Asked for before the large files: what is missing is said at once.
  const logitScaleA =
    kind === 'clap' ? await findLogitScale(context, hub, source, locked) : undefined
  const files = { ...described, ...(await gatherFiles(gathering, chooseFiles(kind, dtype))) }
  const revision = commit ?? revisionOfFiles(files)
  const card = await readCard(staging)
  const license = (card && licenseOf(card)) ?? findKnownModel(name)?.license
  return finishPull(home, {
    staging,
    dtype,
    manifest: {
      name,
      revision,
      kind,
      ...(logitScaleA === undefined ? {} : { logitScaleA }),
      ...(license === undefined ? {} : { license }),
      source: source.label,
      files,
    },
  })
}

function isCommit(revision: string | undefined): revision is string {
  return /^[0-9a-f]{40,64}$/.test(revision ?? '')
}

/** From the checkpoint that the ONNX files were made of; `logit_scale_init_value` is only where training began. */
async function findLogitScale(
  { name, logitScaleA, signal }: PullContext,
  hub: HubClient,
  source: ModelSource,
  locked: { logitScaleA?: number | undefined } | undefined,
): Promise<number> {
  const given = logitScaleA ?? locked?.logitScaleA
  if (given !== undefined) return given
  const checkpoint = findKnownModel(name)?.checkpoint
  const own = await readLogitScale(source)
  const scale = own ?? (checkpoint ? await readCheckpoint(hub, checkpoint, signal) : undefined)
  if (scale !== undefined) return scale
  throw new EarmarkError(
    'MODEL_INVALID',
    `The logit scale of ${name}, which probabilities need, is in no ONNX file, and ${checkpoint ?? source.label} has no model.safetensors to read it from: pass the checkpoint's logit_scale_a (a natural logarithm) with --logit-scale.`,
    { permanent: true },
  )
}

async function readCheckpoint(
  hub: HubClient,
  name: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  try {
    return await readLogitScale(await createHubSource(hub, { name, revision: 'main' }, signal))
  } catch (error) {
    // A mirror may have the ONNX files only; what else went wrong is worth telling.
    const isElsewhere =
      error instanceof EarmarkError && /^(NOT_FOUND|ACCESS_DENIED)$/.test(error.code)
    if (isElsewhere) return undefined
    throw error
  }
}
