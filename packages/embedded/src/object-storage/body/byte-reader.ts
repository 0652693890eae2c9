import { S3Error } from '../s3-error.js'

const LF = 0x0a

/** Reads lines and counted bytes from a body that arrives in pieces of any size. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /**
   * The next line without its end.
   *
   * @throws S3Error InvalidRequest where it has more than `limit` bytes, IncompleteBody where it does not end
   */
  async readLine(limit: number): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(LF)
      if (end > limit || (end < 0 && this.#rest.length > limit)) {
        throw new S3Error('InvalidRequest', 'A line between the chunks of the body is too long.')
      }
      if (end >= 0) {
        const line = this.#rest.toString('latin1', 0, end)
        this.#rest = this.#rest.subarray(end + 1)
        return line.replace(/\r$/, '')
      }
      const piece = await this.#next()
      if (!piece) throw new S3Error('IncompleteBody', 'The body ends within a line.')
      this.#rest = Buffer.concat([this.#rest, piece])
    }
  }

  /** Some of the next `count` bytes, at least one; undefined at the body's end. */
  async readSome(count: number): Promise<Buffer | undefined> {
    const piece = this.#rest.length > 0 ? this.#rest : await this.#next()
    if (!piece) return undefined
    this.#rest = piece.subarray(count)
    return piece.subarray(0, count)
  }

  /** Ends the source, wherever it is. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }

  async #next(): Promise<Buffer | undefined> {
    for (;;) {
      const { done, value } = await this.#source.next()
      if (done) return undefined
      if (value.length > 0) return value
    }
  }
}
