import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Enough for few system calls, little enough for many uploads at once. */
const BATCH_BYTES = 1024 * 1024
const DRAFT_NAME = /^\.upload-[0-9a-f-]{36}$/

/** A file that is being written aside, to be renamed when it is whole: nobody ever reads half an object. */
export interface Draft {
  path: string
  size: number
  /** In hex; empty where nobody asked for it. */
  md5: string
  mtimeNs: string
}

/** Whether an entry of a bucket's folder is a draft: where nobody is at it, a process died over it. */
export function isDraft(name: string): boolean {
  return DRAFT_NAME.test(name)
}

export function draftPath(folder: string): string {
  return join(folder, `.upload-${randomUUID()}`)
}

/**
 * Writes a draft, without waiting for the disk: what a power cut shortens, its record tells from a whole object. Where its source breaks off, or is not what was announced, nothing stays.
 *
 * @throws what the source throws; NodeJS.ErrnoException where the disk is full
 */
export async function writeDraft(
  folder: string,
  source: AsyncIterable<Buffer>,
  isHashed = true,
): Promise<Draft> {
  const path = draftPath(folder)
  const handle = await open(path, 'wx')
  try {
    const { size, md5 } = await copyInto(handle, source, isHashed)
    const { mtimeNs } = await handle.stat({ bigint: true })
    await handle.close()
    return { path, size, md5, mtimeNs: String(mtimeNs) }
  } catch (error) {
    await handle.close().catch(() => undefined)
    await rm(path, { force: true })
    throw error
  }
}

async function copyInto(handle: FileHandle, source: AsyncIterable<Buffer>, isHashed: boolean) {
  const hash = createHash('md5')
  let size = 0
  let batch: Buffer[] = []
  let bytes = 0
  let writing: Promise<unknown> = Promise.resolve()
  // One batch is written while the next arrives.
  const flush = async () => {
    await writing
    writing = writeAll(handle, batch)
    // Its failure is met at the next await, which may be a while after.
    writing.catch(() => undefined)
    batch = []
    bytes = 0
  }
  for await (const piece of source) {
    if (isHashed) hash.update(piece)
    size += piece.length
    bytes += piece.length
    batch.push(piece)
    if (bytes >= BATCH_BYTES) await flush()
  }
  if (bytes > 0) await flush()
  await writing
  return { size, md5: isHashed ? hash.digest('hex') : '' }
}

/** A disk that fills up writes a part of a batch, without an error. */
async function writeAll(handle: FileHandle, batch: Buffer[]): Promise<void> {
  let rest = batch.length === 1 ? (batch[0] as Buffer) : Buffer.concat(batch)
  while (rest.length > 0) {
    const { bytesWritten } = await handle.write(rest)
    rest = rest.subarray(bytesWritten)
  }
}
