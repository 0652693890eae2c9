import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { EarmarkError } from '@earmark/core'
import type { ObjectSummary } from '@earmark/db'
import type { ObjectStorage } from '@earmark/storage'
import { readRange } from '../audio/read-range.js'

type Crossing = {
  object: ObjectSummary
  signal: AbortSignal
  fail: (error: unknown) => void
}

export type RangeBridge = {
  /**
   * Runs work with an address at which ffmpeg, and nobody else, reads the object in ranges: S3 is asked for what is read, with
   * the API's own rights, and for this ETag alone.
   *
   * @param work is given a signal that also aborts where S3 fails: ffmpeg takes bytes that break off for the end of the sound
   * @throws what opening the object in S3 throws, where that is why the work failed
   */
  withUrl<Result>(
    object: ObjectSummary,
    signal: AbortSignal,
    work: (url: string, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result>
  close: () => Promise<void>
}

export function createRangeBridge(storage: ObjectStorage): RangeBridge {
  const crossings = new Map<string, Crossing>()
  let listening: Promise<{ server: Server; port: number }> | undefined

  return {
    async withUrl(object, signal, work) {
      listening ??= listen(answer)
      const { port } = await listening
      const path = `/${randomBytes(24).toString('base64url')}`
      const broken = new AbortController()
      const either = AbortSignal.any([signal, broken.signal])
      const fail = (error: unknown) => broken.abort(error)
      crossings.set(path, { object, signal: either, fail })
      try {
        return await work(`http://127.0.0.1:${port}${path}`, either)
      } catch (error) {
        throw broken.signal.aborted && !signal.aborted ? broken.signal.reason : error
      } finally {
        crossings.delete(path)
      }
    },
    async close() {
      const { server } = (await listening) ?? {}
      server?.closeAllConnections()
      server?.close()
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const crossing = crossings.get(request.url ?? '')
    if (!crossing || request.method !== 'GET') return void response.writeHead(404).end()
    const { object, signal, fail } = crossing
    const { bucket, key, etag, versionId, size } = object
    const range = readRange(request.headers.range, size)
    if (range === 'unsatisfiable') {
      return void response.writeHead(416, { 'content-range': `bytes */${size}` }).end()
    }
    const { first, last } = range ?? { first: 0, last: size - 1 }
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    try {
      const { body } = await storage.openObject({
        bucket,
        key,
        ifMatch: etag,
        signal: AbortSignal.any([signal, gone.signal]),
        range: `bytes=${first}-${last}`,
        ...(versionId !== null && { versionId }),
      })
      response.writeHead(206, {
        'accept-ranges': 'bytes',
        'content-length': last - first + 1,
        'content-range': `bytes ${first}-${last}/${size}`,
      })
      await pipeline(body, response)
    } catch (error) {
      // ffmpeg leaves a range where it has enough of it; only S3's own failures count.
      const isLeft = gone.signal.aborted || signal.aborted
      if (error instanceof EarmarkError && !isLeft) fail(error)
      response.destroy()
    }
  }
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  return { server, port: (server.address() as AddressInfo).port }
}
