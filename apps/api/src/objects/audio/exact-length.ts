import { Transform } from 'node:stream'

const SILENCE = Buffer.alloc(64 * 1024)

/** Leaves out the first bytes of a stream and makes the rest just so long: what is missing is silence, what is too much is dropped. */
export function exactLength({ skip, length }: { skip: number; length: number }): Transform {
  let toSkip = skip
  let left = length
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      const kept = bytes.subarray(toSkip, toSkip + left)
      toSkip -= Math.min(toSkip, bytes.length)
      left -= kept.length
      done(null, kept.length > 0 ? kept : undefined)
    },
    flush(done) {
      for (; left > 0; left -= SILENCE.length) this.push(SILENCE.subarray(0, left))
      done()
    },
  })
}
