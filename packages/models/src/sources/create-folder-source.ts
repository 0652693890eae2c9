import { constants } from 'node:fs'
import { copyFile, open, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { EarmarkError, type ModelManifest } from '@earmark/core'
import { writing } from '../disk-error.js'
import type { ModelSource } from './model-source.js'

/**
 * A folder in the hub's layout, such as a clone of a repository.
 *
 * @param manifest the folder's own, where it has one: what it says of the files is held against them
 */
export function createFolderSource(folder: string, manifest?: ModelManifest): ModelSource {
  const dir = resolve(folder)
  return {
    label: dir,
    commit: undefined,
    async describe(path) {
      const found = await stat(join(dir, path)).catch(() => undefined)
      if (!found?.isFile()) return undefined
      const sha256 = manifest?.files[path]?.sha256
      return { bytes: found.size, ...(sha256 === undefined ? {} : { sha256 }) }
    },
    async fetch(path, file, target, onBytes) {
      // A copy-on-write one where the file system can.
      await writing(target, () => copyFile(join(dir, path), target, constants.COPYFILE_FICLONE))
      onBytes(file.bytes)
    },
    async readPart(path, start, length) {
      const file = join(dir, path)
      const handle = await open(file).catch((cause) => {
        throw new EarmarkError('NOT_FOUND', `There is no readable ${file}.`, {
          permanent: true,
          cause,
        })
      })
      try {
        const { size } = await handle.stat()
        if (start + length > size) {
          throw new EarmarkError('MODEL_INVALID', `${file} ends at ${size} bytes.`, {
            permanent: true,
          })
        }
        const { buffer } = await handle.read(Buffer.alloc(length), 0, length, start)
        return buffer
      } finally {
        await handle.close()
      }
    },
  }
}
