import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dtype } from '@earmark/core'
import { writing } from '../disk-error.js'
import { modelFolderName } from '../model-name.js'
import { withProcessLock } from '../with-process-lock.js'
import type { PullContext, PullProgress } from './pull-options.js'
import type { PulledModel } from './pulled-model.js'

/** One process at a time pulls a model; the next one finds it there. */
export async function lockedFor(
  { home, name, onProgress, signal }: PullContext,
  dtype: Dtype,
  work: (dtype: Dtype) => Promise<PulledModel>,
): Promise<PulledModel> {
  await writing(home.dir, () => mkdir(home.workDir, { recursive: true }))
  const file = join(home.workDir, `${modelFolderName(name, dtype)}.lock`)
  const waiting: PullProgress = { phase: 'waiting', file: '', receivedBytes: 0, totalBytes: 0 }
  const onWait = () => onProgress(waiting)
  return withProcessLock({ file, onWait, signal }, () => work(dtype))
}
