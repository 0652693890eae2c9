import { type FileHandle, open } from 'node:fs/promises'
import { EarmarkError } from '@earmark/core'
import { toDiskError, writing } from '../disk-error.js'
import type { HubClient, HubResponse } from '../hub/create-hub-client.js'
import { header, unreachable } from '../hub/hub-error.js'
import { retry } from '../hub/retry.js'

export interface DownloadOptions {
  hub: HubClient
  path: string
  /** The whole file's. */
  bytes: number
  /** What is there already is taken for the file's beginning. */
  target: string
  /** Gets the bytes that are there so far. */
  onBytes: (bytes: number) => void
  signal: AbortSignal | undefined
}

/**
 * Downloads a file, going on where an earlier download stopped. The content is not checked here.
 *
 * @throws EarmarkError HUB_UNAVAILABLE after several tries without a single new byte, FOLDER_UNWRITABLE, CANCELLED
 */
export async function downloadFile(options: DownloadOptions): Promise<void> {
  const { hub, bytes, target, onBytes, signal } = options
  const handle = await writing(target, () => open(target, 'a'))
  try {
    let { size } = await handle.stat()
    if (size > bytes) size = await startOver(handle)
    onBytes(size)
    await retry({ retryDelayMs: hub.retryDelayMs, signal }, async (progressed) => {
      if (size === bytes) return
      const range = size > 0 ? `bytes=${size}-` : undefined
      const response = await hub.get(options.path, range, signal)
      if (!isContinuation(response, size, bytes)) size = await startOver(handle)
      const source = readBody(response, signal)
      for await (const chunk of source) {
        size += chunk.length
        if (size > bytes) throw changed(response, bytes)
        await writing(target, () => handle.appendFile(chunk))
        progressed()
        onBytes(size)
      }
      if (size < bytes) throw cutOff(response, size, bytes)
    })
    await writing(target, () => handle.sync())
  } catch (error) {
    throw toDiskError(error, target)
  } finally {
    await handle.close()
  }
}

async function startOver(handle: FileHandle): Promise<0> {
  await handle.truncate(0)
  return 0
}

/** A server may ignore the range and answer with the whole file. */
function isContinuation(response: HubResponse, start: number, bytes: number): boolean {
  if (start === 0 || response.status === 200) return start === 0
  const range = header(response, 'content-range')
  if (range === `bytes ${start}-${bytes - 1}/${bytes}`) return true
  response.body.destroy()
  throw changed(response, bytes)
}

async function* readBody(
  response: HubResponse,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  try {
    yield* response.body
  } catch (error) {
    throw unreachable(error, response.url, signal)
  }
}

function cutOff({ url }: HubResponse, received: number, bytes: number): EarmarkError {
  return new EarmarkError(
    'HUB_UNAVAILABLE',
    `${url.host} ended the connection after ${received} of ${bytes} bytes.`,
  )
}

function changed({ url }: HubResponse, bytes: number): EarmarkError {
  return new EarmarkError(
    'MODEL_INVALID',
    `${url.host}${url.pathname} is not the file of ${bytes} bytes that it was announced as.`,
    { permanent: true },
  )
}
