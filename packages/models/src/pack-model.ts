import { randomUUID } from 'node:crypto'
import { rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { EarmarkError, MANIFEST_FILE } from '@earmark/core'
import { create } from 'tar'
import { writing } from './disk-error.js'
import type { InstalledModel, ModelChoice } from './installed-model.js'
import { verifyModel } from './verify-model.js'

export interface PackOptions extends ModelChoice {
  /** The tar to write; one that is there is replaced. */
  file: string
}

export interface PackedModel extends InstalledModel {
  file: string
  /** Of the tar. */
  packedBytes: number
}

/** The same model gives the same bytes. */
const MTIME = new Date('2000-01-01T00:00:00Z')

/**
 * Packs a model into one file for machines without a network: `pullModel({from: file})` takes it there. The model is
 * verified first; the tar appears when it is whole.
 *
 * @throws EarmarkError NOT_FOUND, MODEL_INVALID where the model is damaged, INVALID_REQUEST, FOLDER_UNWRITABLE
 */
export async function packModel(options: PackOptions): Promise<PackedModel> {
  const file = resolve(options.file)
  if (!/\.tar$/i.test(file)) {
    throw new EarmarkError(
      'INVALID_REQUEST',
      `A packed model's name ends in .tar; received ${file}.`,
      {
        permanent: true,
        field: 'file',
        value: file,
      },
    )
  }
  const { files, ...model } = await verifyModel(options)
  const temporary = `${file}.${randomUUID()}`
  const paths = [MANIFEST_FILE, ...files.map(({ path }) => path).sort()]
  await writing(dirname(file), async () => {
    try {
      // Portable: without this machine's users and times.
      await create({ file: temporary, cwd: model.dir, portable: true, mtime: MTIME }, paths)
      await rename(temporary, file)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  })
  return { ...model, file, packedBytes: (await stat(file)).size }
}
