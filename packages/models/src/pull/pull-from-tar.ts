import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { writing } from '../disk-error.js'
import { unpackTar } from '../sources/unpack-tar.js'
import { pullFromFolder } from './pull-from-folder.js'
import type { PullContext } from './pull-options.js'
import type { PulledModel } from './pulled-model.js'

/** Takes a model out of a tar that packModel made on another machine. */
export async function pullFromTar(context: PullContext, from: string): Promise<PulledModel> {
  const unpacked = join(context.home.workDir, `unpacked-${randomUUID()}`)
  await writing(context.home.dir, () => mkdir(unpacked, { recursive: true }))
  try {
    return await pullFromFolder(context, await unpackTar(resolve(from), unpacked))
  } finally {
    await rm(unpacked, { recursive: true, force: true })
  }
}
