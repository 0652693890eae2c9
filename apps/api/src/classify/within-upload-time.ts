import type { FastifyRequest } from 'fastify'
import { HttpProblem } from '../http/http-problem.js'

export interface UploadPace {
  /** How long a whole upload may take. */
  timeoutMs: number
  /** How often it is looked at. */
  checkMs: number
  /** What must have come from one look to the next: an upload holds a place in the line. */
  minBytes: number
}

/**
 * Receives an upload, for as long as it makes progress.
 *
 * @throws HttpProblem 408 where it is too slow; its connection is closed after the answer
 */
export async function withinUploadTime<Result>(
  request: FastifyRequest,
  pace: UploadPace,
  receive: () => Promise<Result>,
): Promise<Result> {
  const { socket } = request.raw
  const startedAt = Date.now()
  let seen = socket.bytesRead
  let timer: NodeJS.Timeout | undefined
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const received = socket.bytesRead - seen
      seen = socket.bytesRead
      const tookMs = Date.now() - startedAt
      if (received >= pace.minBytes && tookMs < pace.timeoutMs) return
      reject(describe(received, tookMs, pace))
    }, pace.checkMs)
  })
  tooSlow.catch(() => {})
  const received = receive()
  // Where it was too slow, it ends with the connection, and nobody waits for it.
  received.catch(() => {})
  try {
    return await Promise.race([received, tooSlow])
  } finally {
    clearInterval(timer)
  }
}

function describe(received: number, tookMs: number, pace: UploadPace): HttpProblem {
  const seconds = (ms: number) => `${(ms / 1000).toLocaleString('en')} s`
  const message =
    tookMs >= pace.timeoutMs
      ? `The upload took longer than ${seconds(pace.timeoutMs)}.`
      : `The upload is too slow: ${received.toLocaleString('en')} bytes came in ${seconds(pace.checkMs)}, where ${pace.minBytes.toLocaleString('en')} are the least.`
  return new HttpProblem(
    408,
    'UPLOAD_TOO_SLOW',
    `${message} Put the file into S3 and name it by its key.`,
    // What is still to come is not waited for.
    { headers: { connection: 'close' } },
  )
}
