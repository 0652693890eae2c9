import { randomUUID } from 'node:crypto'
import { readFile, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import {
  type Dtype,
  EarmarkError,
  type Model,
  type ModelManifest,
  readManifest,
  readModelKind,
} from '@earmark/core'
import { findDtype } from '../find-dtype.js'
import { findWholeModel } from '../find-whole-model.js'
import { findKnownModel } from '../known-models.js'
import { readLockedModel } from '../lock-file.js'
import { modelFolderName } from '../model-name.js'
import { licenseOf, readCard } from '../read-card.js'
import { readLogitScale } from '../read-logit-scale.js'
import { revisionOfFiles } from '../revision-of-files.js'
import { createFolderSource } from '../sources/create-folder-source.js'
import { chooseFiles, descriptionFiles } from './choose-files.js'
import { finishPull } from './finish-pull.js'
import { gatherFiles } from './gather-files.js'
import { lockedFor } from './locked-for.js'
import type { PullContext } from './pull-options.js'
import type { PulledModel } from './pulled-model.js'

/** Copies a model from a folder: one of this program's, or a repository's files in the hub's layout. */
export async function pullFromFolder(context: PullContext, from: string): Promise<PulledModel> {
  const { home, name } = context
  const dir = resolve(from)
  const found = await stat(dir).catch(() => undefined)
  if (!found?.isDirectory()) {
    throw new EarmarkError('NOT_FOUND', `There is no folder ${dir}: check the path.`, {
      permanent: true,
    })
  }
  const manifest = await readManifest(dir)
  const kind = await readModelKind(dir)
  const wanted = context.dtype ?? (await findDtype(dir, kind))
  return lockedFor(context, wanted, async (dtype) => {
    if (manifest) {
      checkName(manifest, name, dir)
      const { revision } = manifest
      const there = await findWholeModel(home, { name, dtype, revision })
      if (there) return { ...there, wasThere: true }
    }
    const staging = join(home.workDir, `${modelFolderName(name, dtype)}@${randomUUID()}`)
    try {
      return await copyModel(context, { dir, staging, kind, dtype, manifest })
    } finally {
      await rm(staging, { recursive: true, force: true }) // gone where all went well
    }
  })
}

interface Copying {
  dir: string
  staging: string
  kind: Model['kind']
  dtype: Dtype
  manifest: ModelManifest | undefined
}

async function copyModel(context: PullContext, copying: Copying): Promise<PulledModel> {
  const { home, name, onProgress, signal } = context
  const { dir, staging, kind, dtype, manifest } = copying
  const source = createFolderSource(dir, manifest)
  const lockedModel = await readLockedModel(home, name)
  const locked = manifest && lockedModel?.revisions[manifest.revision]
  const descriptions = descriptionFiles.map((path) => ({ path, isRequired: true }))
  const choices = manifest
    ? Object.keys(manifest.files).map((path) => ({ path, isRequired: true }))
    : [...descriptions, ...chooseFiles(kind, dtype)]
  const gathering = { name, source, staging, locked, onProgress, signal }
  const files = await gatherFiles(gathering, choices)
  if (manifest) return finishPull(home, { staging, dtype, manifest: { ...manifest, files } })
  const logitScaleA = context.logitScaleA ?? (await readOwnLogitScale(kind, dir))
  const card = await readCard(staging)
  const license = (card && licenseOf(card)) ?? findKnownModel(name)?.license
  return finishPull(home, {
    staging,
    dtype,
    manifest: {
      name,
      revision: revisionOfFiles(files),
      kind,
      ...(logitScaleA === undefined ? {} : { logitScaleA }),
      ...(license === undefined ? {} : { license }),
      source: dir,
      files,
    },
  })
}

/** From config.json, where some folders have it, or from a checkpoint beside the ONNX files. */
async function readOwnLogitScale(kind: Model['kind'], dir: string): Promise<number | undefined> {
  if (kind !== 'clap') return undefined
  const config = JSON.parse(await readFile(join(dir, 'config.json'), 'utf8'))
  const scale = config.logit_scale_a ?? (await readLogitScale(createFolderSource(dir)))
  if (typeof scale === 'number') return scale
  throw new EarmarkError(
    'MODEL_INVALID',
    `The logit scale, which probabilities need, is neither in ${dir}/config.json nor in a model.safetensors there: pass the checkpoint's logit_scale_a (a natural logarithm) with --logit-scale.`,
    { permanent: true },
  )
}

function checkName(manifest: ModelManifest, name: string, dir: string): void {
  if (manifest.name === name) return
  throw new EarmarkError(
    'INVALID_REQUEST',
    `${dir} holds the model ${manifest.name}, and not ${name}: ask for it by its own name.`,
    { permanent: true, field: 'name', value: name },
  )
}
