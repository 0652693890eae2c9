import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Answer } from './answer.js'
import { readHandle } from './files/read-handle.js'
import { GUARDING_HEADERS } from './object-headers.js'
import type { S3Error } from './s3-error.js'
import { writeXml } from './write-xml.js'

/** What is sent at once, since streams cost more than they save for so little. */
const SMALL_BYTES = 256 * 1024
/** How long what a refused client still sends is taken and thrown away, so that it gets to read why. */
const LINGER_MS = 1_000

/** Sends an answer, and closes its file. A client that is gone meanwhile is no failure. */
export async function sendAnswer(
  incoming: IncomingMessage,
  response: ServerResponse,
  { status = 200, headers = {}, xml, file }: Answer,
): Promise<void> {
  const isHead = incoming.method === 'HEAD'
  const length = xml === undefined ? undefined : Buffer.byteLength(xml)
  // A body that was not read to its end would be taken for the next request.
  if (!incoming.complete) linger(incoming, response)
  response.writeHead(status, {
    ...GUARDING_HEADERS,
    ...(xml !== undefined && { 'content-type': 'application/xml', 'content-length': length }),
    ...(xml === undefined && !file && status !== 204 && status !== 304 && { 'content-length': 0 }),
    ...headers,
  })
  if (file && !isHead && !response.destroyed) {
    if (file.end - file.start < SMALL_BYTES) {
      for await (const piece of readHandle(file.handle, file.start, file.end)) response.end(piece)
      if (!response.writableEnded) response.end()
      return
    }
    const bytes = Readable.from(readHandle(file.handle, file.start, file.end), {
      objectMode: false,
      highWaterMark: 256 * 1024,
    })
    await pipeline(bytes, response).catch(() => response.destroy())
    return
  }
  await file?.handle.close()
  response.end(isHead ? undefined : xml)
}

export async function sendError(
  incoming: IncomingMessage,
  response: ServerResponse,
  { code, message, status, headers }: S3Error,
): Promise<void> {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const hasBody = status !== 304 && incoming.method !== 'HEAD'
  const requestId = String(response.getHeader('x-amz-request-id') ?? '')
  const xml = writeXml('Error', { Code: code, Message: message, RequestId: requestId })
  await sendAnswer(incoming, response, { status, headers, ...(hasBody && { xml }) })
}

function linger(incoming: IncomingMessage, response: ServerResponse): void {
  response.setHeader('connection', 'close')
  response.once('finish', () => {
    const timer = setTimeout(() => incoming.socket.destroy(), LINGER_MS)
    incoming.socket.once('close', () => clearTimeout(timer))
    incoming.resume()
  })
}
