import { mkdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EarmarkError } from '@earmark/core'
import { checkDigest } from '../check-digest.js'
import { digestFile } from '../digest-file.js'
import { writing } from '../disk-error.js'
import { type FilePin, findKnownModel } from '../known-models.js'
import type { LockedRevision } from '../lock-file.js'
import type { Expectation, ModelSource, SourceFile } from '../sources/model-source.js'
import type { FileChoice } from './choose-files.js'
import type { PullProgress } from './pull-options.js'

export interface GatherOptions {
  name: string
  source: ModelSource
  /** What will be the model. Files that are there whole are not fetched again. */
  staging: string
  locked: LockedRevision | undefined
  onProgress: (progress: PullProgress) => void
  signal: AbortSignal | undefined
}

const PART_SUFFIX = '.part'
/** Kept free beside the model. */
const SPARE_BYTES = 50_000_000

/**
 * Fetches files from a source and compares each with its pin, the lock file and what the source says of it. What turns
 * out to be another file is deleted.
 *
 * @returns what the files are
 * @throws EarmarkError NOT_FOUND for a required file that the source does not have, MODEL_INVALID, FOLDER_UNWRITABLE
 */
export async function gatherFiles(
  options: GatherOptions,
  choices: readonly FileChoice[],
): Promise<Record<string, FilePin>> {
  const { staging, onProgress, signal } = options
  const wanted = await describeAll(options, choices)
  const totalBytes = [...wanted.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  await writing(staging, () => mkdir(staging, { recursive: true }))
  await checkSpace(staging, wanted)
  const files: Record<string, FilePin> = {}
  let doneBytes = 0
  for (const [path, file] of wanted) {
    if (signal?.aborted) throw new EarmarkError('CANCELLED', 'The download was stopped.')
    const progress = { file: path, totalBytes }
    files[path] = await gatherFile(
      options,
      { path, file },
      {
        onBytes: (bytes) =>
          onProgress({ ...progress, phase: 'downloading', receivedBytes: doneBytes + bytes }),
        onCheck: () =>
          onProgress({ ...progress, phase: 'checking', receivedBytes: doneBytes + file.bytes }),
      },
    )
    doneBytes += file.bytes
  }
  return files
}

async function describeAll(
  { source, name, locked }: GatherOptions,
  choices: readonly FileChoice[],
): Promise<Map<string, SourceFile>> {
  const wanted = new Map<string, SourceFile>()
  for (const { path, isRequired } of choices) {
    const file = await source.describe(path)
    if (file) {
      // A file that is announced as another one need not be fetched to be refused.
      checkDigest(`${source.label}/${path}`, file, trusted(name, path, locked))
      wanted.set(path, file)
    } else if (isRequired) {
      throw new EarmarkError(
        'NOT_FOUND',
        `${source.label} has no ${path}. ${path.startsWith('onnx/') ? 'Choose another precision (--dtype), or a repository that has the model in ONNX.' : 'It is no model that can be run.'}`,
        { permanent: true },
      )
    }
  }
  return wanted
}

interface FileEvents {
  onBytes: (bytes: number) => void
  onCheck: () => void
}

async function gatherFile(
  { name, source, staging, locked }: GatherOptions,
  { path, file }: { path: string; file: SourceFile },
  { onBytes, onCheck }: FileEvents,
): Promise<FilePin> {
  const target = join(staging, path)
  const part = `${target}${PART_SUFFIX}`
  const what = `${source.label}/${path}`
  const expectations = [
    ...trusted(name, path, locked),
    { ...file, says: `${source.label.split('/')[0]} itself` },
  ]
  const isThere = (await sizeOf(target)) === file.bytes
  if (!isThere) {
    await writing(target, () => mkdir(dirname(target), { recursive: true }))
    await source.fetch(path, file, part, onBytes)
  }
  onCheck()
  const fetched = isThere ? target : part
  const digest = await digestFile(fetched)
  try {
    checkDigest(what, digest, expectations)
  } catch (error) {
    await rm(fetched, { force: true })
    throw error
  }
  if (!isThere) await writing(target, () => rename(part, target))
  return { bytes: digest.bytes, sha256: digest.sha256 }
}

/** What is known of a file besides what its source says. */
function trusted(name: string, path: string, locked: LockedRevision | undefined): Expectation[] {
  const pin = findKnownModel(name)?.pins[path]
  const recorded = locked?.files[path]
  return [
    ...(pin ? [{ ...pin, says: 'the published pin' }] : []),
    ...(recorded ? [{ ...recorded, says: 'the lock file' }] : []),
  ]
}

async function checkSpace(staging: string, wanted: Map<string, SourceFile>): Promise<void> {
  let neededBytes = 0
  for (const [path, { bytes }] of wanted) {
    const target = join(staging, path)
    const there = (await sizeOf(target)) ?? (await sizeOf(`${target}${PART_SUFFIX}`)) ?? 0
    neededBytes += Math.max(0, bytes - there)
  }
  const { bavail, bsize } = await statfs(staging)
  const freeBytes = bavail * bsize
  if (neededBytes === 0 || freeBytes >= neededBytes + SPARE_BYTES) return
  const [needed, free] = [neededBytes, freeBytes].map((bytes) => `${Math.ceil(bytes / 1e6)} MB`)
  throw new EarmarkError(
    'FOLDER_UNWRITABLE',
    `The model needs ${needed} more, but the disk of ${staging} has only ${free} left: free some space, or choose a folder on another disk.`,
    { permanent: true },
  )
}

async function sizeOf(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() ? found.size : undefined
}
