import type { FileHandle } from 'node:fs/promises'

const PIECE_BYTES = 1024 * 1024

/** The bytes of an open file from `start` to `end`, both included, and closes it. */
export async function* readHandle(
  handle: FileHandle,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  try {
    for (let at = start; at <= end; ) {
      const buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - at + 1))
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
      if (bytesRead === 0) throw new Error('A file of the data folder has become shorter.')
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}
