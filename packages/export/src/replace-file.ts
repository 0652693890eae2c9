import { mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EarmarkError } from '@earmark/core'

/**
 * Makes a file that is there whole or not at all: it is written in a folder of its own beside its place, and moved when it
 * is complete. What stood under the name before stays until then.
 *
 * @param write gets the temporary path, and the folder for whatever else it needs on the way
 * @throws EarmarkError FOLDER_UNWRITABLE where the disk is full or the folder cannot be written
 */
export async function replaceFile(
  path: string,
  write: (temporary: { path: string; folder: string }) => Promise<void>,
): Promise<void> {
  let folder: string | undefined
  try {
    folder = await mkdtemp(join(dirname(path), '.earmark-export-'))
    const temporary = join(folder, 'export')
    await write({ path: temporary, folder })
    await rename(temporary, path)
  } catch (error) {
    throw translateError(error, path)
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true })
  }
}

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file grew larger than the system allows',
  EROFS: 'the disk is read-only',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of the path is a file',
  EISDIR: 'it is a folder',
  ENOTEMPTY: 'it is a folder',
  ENAMETOOLONG: 'the name is too long',
}

/** What DuckDB says instead of a code. */
const duckReasons: [RegExp, string][] = [
  [/No space left on device/i, 'ENOSPC'],
  [/quota exceeded/i, 'EDQUOT'],
  [/File too large/i, 'EFBIG'],
]

function translateError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof EarmarkError) return error
  const { code = '' } = error as NodeJS.ErrnoException
  const found = duckReasons.find(([pattern]) => pattern.test(error.message))?.[1] ?? code
  const reason = reasons[found]
  if (!reason) return error
  return new EarmarkError('FOLDER_UNWRITABLE', `${path} could not be written: ${reason}.`, {
    permanent: true,
    value: path,
    cause: error,
  })
}
