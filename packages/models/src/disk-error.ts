import { EarmarkError } from '@earmark/core'

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full: free some space, or choose a folder on another disk',
  EDQUOT: 'the disk quota is used up: free some space, or choose a folder on another disk',
  EROFS: 'it is on a read-only file system: choose another folder',
  EACCES: 'this user may not write there: choose another folder, or change its owner',
  EPERM: 'this user may not write there: choose another folder, or change its owner',
  ENOTDIR: 'a part of the path is a file: choose another folder',
  EFBIG: 'the file would be larger than this system allows',
}

/** What a failed write to the folder of models means, as a sentence; other errors come back as they are. */
export function toDiskError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  const reason = code === undefined ? undefined : REASONS[code]
  if (reason === undefined || error instanceof EarmarkError) return error
  return new EarmarkError('FOLDER_UNWRITABLE', `Cannot write to ${path}: ${reason}.`, {
    permanent: true,
    cause: error,
  })
}

export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toDiskError(error, path)
  }
}
