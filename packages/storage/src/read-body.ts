import { Readable } from 'node:stream'

/** Readable.from's own default reads ahead one byte. */
const READ_AHEAD_BYTES = 64 * 1024

/**
 * The body of an object, for readers of any pace: only a server that sends nothing while the reader waits runs
 * out of time. A connection that breaks in the middle is a failure of the storage, and says which object.
 * Its socket is given back whether the body is read, left or never touched.
 */
export function readBody(
  body: Readable,
  silenceTimeoutMs: number,
  { onBytes, toError }: { onBytes: (bytes: number) => void; toError: (error: unknown) => Error },
): Readable {
  async function* chunks(): AsyncGenerator<Buffer> {
    const iterator = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
    try {
      for (;;) {
        const timer = setTimeout(() => body.destroy(silence(silenceTimeoutMs)), silenceTimeoutMs)
        const next = await iterator.next().finally(() => clearTimeout(timer))
        if (next.done) return
        onBytes(next.value.length)
        yield next.value
      }
    } catch (error) {
      throw toError(error)
    }
  }
  body.on('error', () => {})
  const readable = Readable.from(chunks(), { objectMode: false, highWaterMark: READ_AHEAD_BYTES })
  return readable.once('close', () => body.destroy())
}

function silence(silenceTimeoutMs: number): Error {
  const error = new Error(`The server sent nothing for ${silenceTimeoutMs} ms.`)
  error.name = 'TimeoutError'
  return error
}
