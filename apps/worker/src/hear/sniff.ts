import { Readable } from 'node:stream'

const SNIFFED_BYTES = 64

/** Looks at a stream's first bytes without taking them from it. */
export async function sniff(stream: Readable): Promise<{ body: Readable; firstBytes: Buffer }> {
  const iterator = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done) return { body: Readable.from([]), firstBytes: Buffer.alloc(0) }
  async function* whole() {
    try {
      yield first.value
      yield* { [Symbol.asyncIterator]: () => iterator }
    } finally {
      stream.destroy()
    }
  }
  return {
    body: Readable.from(whole(), { objectMode: false }),
    firstBytes: first.value.subarray(0, SNIFFED_BYTES),
  }
}
