import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { EarmarkError } from '@earmark/core'

/** Bytes as they are, or unpacked where they are gzip: the first two tell, not a name. */
export async function* unpack(body: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  const iterator = body[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  while (head.length < 2) {
    const next = await iterator.next()
    if (next.done) break
    head = Buffer.concat([head, next.value])
  }
  const bytes = resume(head, iterator)
  if (!(head[0] === 0x1f && head[1] === 0x8b)) {
    yield* bytes
    return
  }
  const unpacked = createGunzip()
  // The reader of `unpacked` is told of what fails before it, too.
  pipeline(Readable.from(bytes), unpacked, () => {})
  try {
    yield* unpacked
  } catch (error) {
    throw translate(error, name)
  } finally {
    unpacked.destroy()
  }
}

async function* resume(head: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head
    for (;;) {
      const next = await iterator.next()
      if (next.done) return
      yield next.value
    }
  } finally {
    await iterator.return?.()
  }
}

function translate(error: unknown, name: string): unknown {
  if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')))
    return error
  const message = `${name} is damaged: gzip says ${error.message}.`
  return new EarmarkError('INVALID_REQUEST', message, { permanent: true, cause: error })
}
