import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { MAX_DOCUMENT_BYTES } from './body/read-document.js'
import { receiveBody } from './body/receive-body.js'
import type { Credentials } from './credentials.js'
import type { Buckets } from './files/buckets.js'
import { findOperation } from './find-operation.js'
import type { Call } from './operation.js'
import { refuseForeign } from './refuse-foreign.js'
import { S3Error } from './s3-error.js'
import { readRequest } from './s3-request.js'
import { sendAnswer, sendError } from './send-answer.js'
import { verifySignature } from './signature/verify-signature.js'

/** For all headers together: a presigned address with a key of 1,024 bytes has some 5,000. */
const MAX_HEADER_BYTES = 16 * 1024
const HEADERS_TIMEOUT_MS = 20_000
/** How long a client may send nothing in the middle of a body. */
const BODY_SILENCE_MS = 60_000
/** Longer than clients keep a connection that they do not use, so that none is closed as it is used again. */
const KEEP_ALIVE_MS = 65_000

interface Options {
  buckets: Buckets
  credentials: Credentials
  /** The address that it will listen on. */
  host: string
  /** Told of what went wrong here, not at the client. */
  onFailure: (error: unknown) => void
}

/** A server that speaks S3's protocol, for whoever has its keys. Not yet listening. */
export function serveObjectStorage(options: Options): Server {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS })
  server.headersTimeout = HEADERS_TIMEOUT_MS
  // Objects may be large and lines slow: what counts is that something comes.
  server.requestTimeout = 0
  server.on('request', (incoming, response) => void handle(options, incoming, response))
  // A client that waits for leave to send its body gets it when its signature is found right.
  server.on('checkContinue', (incoming, response) => void handle(options, incoming, response, true))
  return server
}

async function handle(
  options: Options,
  incoming: IncomingMessage,
  response: ServerResponse,
  isWaiting = false,
): Promise<void> {
  response.setHeader('x-amz-request-id', randomUUID())
  response.on('error', () => undefined)
  incoming.setTimeout(BODY_SILENCE_MS, () => incoming.socket.destroy())
  incoming.once('end', () => incoming.socket.setTimeout(0))
  try {
    const request = readRequest(incoming)
    refuseForeign(request.headers, options.host)
    const verified = verifySignature(request, options.credentials)
    const operation = findOperation(request)
    if (isWaiting) response.writeContinue()
    const body: Call['body'] = (limit) => receiveBody(request, verified, limit)
    if (!operation.readsBody) for await (const _ of body(MAX_DOCUMENT_BYTES));
    const answer = await operation.run({ request, buckets: options.buckets, body })
    await sendAnswer(incoming, response, answer)
  } catch (error) {
    await sendError(incoming, response, asS3Error(error, incoming, options.onFailure))
  }
}

function asS3Error(
  error: unknown,
  incoming: IncomingMessage,
  onFailure: (error: unknown) => void,
): S3Error {
  if (error instanceof S3Error) return error
  // The client broke off: nobody reads what is answered.
  if (incoming.destroyed && !incoming.complete) return new S3Error('IncompleteBody', 'Broken off.')
  onFailure(error)
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new S3Error('ServiceUnavailable', 'The disk of this server is full.')
  }
  return new S3Error('InternalError', 'Something is wrong in this server. Its log says what.')
}
