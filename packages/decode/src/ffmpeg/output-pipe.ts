import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EarmarkError } from '@earmark/core'

export type OutputPipe = {
  /** Becomes the standard output of a child, and is to be closed here when the child has it. */
  childEnd: Socket
  /**
   * What was written, in whole blocks but for the last. A block holds only until the next one is asked for, which lies in
   * the same memory; until then the pipe fills up, and the child waits.
   */
  blocks: AsyncGenerator<Uint8Array<ArrayBuffer>>
  destroy: () => void
}

/** The shortest limit of a socket's path, macOS'. */
const MAX_PATH_BYTES = 103

/**
 * A pipe that is read into one block of memory. The pipes that child_process makes allocate memory for every read, and
 * with audio, most of the time of the process that reads goes into collecting that.
 *
 * @param temporaryFolder one of the caller's own; default: TMPDIR
 * @throws EarmarkError WORKER_FAULT where TMPDIR is too long
 */
export async function openOutputPipe(
  blockBytes: number,
  temporaryFolder?: string,
): Promise<OutputPipe> {
  const parent = temporaryFolder ?? tmpdir()
  const prefix = temporaryFolder === undefined ? 'earmark-pipe-' : 'pipe-'
  const maxParentBytes = MAX_PATH_BYTES - `/${prefix}XXXXXX/pipe`.length
  if (Buffer.byteLength(parent) > maxParentBytes) {
    throw new EarmarkError(
      'WORKER_FAULT',
      `The path of the folder for temporary files is too long for sockets: ${parent}. Set TMPDIR to one of at most ${maxParentBytes} bytes.`,
    )
  }
  const block = new Uint8Array(blockBytes)
  let filled = 0
  let onFullOrClosed = () => {}

  const folder = await mkdtemp(join(parent, prefix))
  const server = createServer({ pauseOnConnect: true })
  try {
    const path = join(folder, 'pipe')
    server.listen(path)
    await once(server, 'listening')
    const connected = once(server, 'connection')
    const reader = connect({
      path,
      onread: {
        buffer: () => block.subarray(filled % blockBytes),
        callback(bytes) {
          filled += bytes
          if (filled === blockBytes) onFullOrClosed()
          return filled < blockBytes
        },
      },
    })
    const [[childEnd]] = await Promise.all([connected, once(reader, 'connect')])
    // A child that dies breaks the pipe; what matters is told by its exit.
    reader.on('error', () => {})
    reader.on('close', () => onFullOrClosed())

    async function* readBlocks() {
      while (true) {
        if (filled < blockBytes && !reader.closed) {
          await new Promise<void>((resolve) => {
            onFullOrClosed = resolve
          })
        }
        if (filled === 0) return
        yield block.subarray(0, filled)
        filled = 0
        reader.resume()
      }
    }
    function destroy(): void {
      childEnd.destroy()
      reader.destroy()
    }
    return { childEnd, blocks: readBlocks(), destroy }
  } finally {
    server.close()
    await rm(folder, { recursive: true, force: true })
  }
}
