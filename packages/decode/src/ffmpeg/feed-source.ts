import type { Readable, Writable } from 'node:stream'

/** What is kept of a source, to say what it is and to read it again where it is as small as this. */
const KEPT_BYTES = 64 * 1024

export type SourceFeed = {
  /** The first bytes that came, at most 64 KB. */
  firstBytes: () => Buffer
  /** All bytes that came. */
  received: () => number
  /** True where the first bytes are all there were. */
  isWhole: () => boolean
  /** What the source failed with; null while it has not. */
  error: () => Error | null
}

/**
 * Writes a source into ffmpeg's standard input, as fast as ffmpeg takes it. ffmpeg's input is only ever ended
 * where the source has ended by itself: a download that breaks off must not pass for a short file.
 *
 * @param onError called when the source fails, or is destroyed before its end
 */
export function feedSource(source: Readable, stdin: Writable, onError: () => void): SourceFeed {
  const kept: Buffer[] = []
  let received = 0
  let hasEnded = false
  let failure: Error | null = null

  async function feed(): Promise<void> {
    for await (const data of source as AsyncIterable<Buffer>) {
      if (received < KEPT_BYTES) kept.push(data.subarray(0, KEPT_BYTES - received))
      received += data.length
      if (!stdin.writable) return
      if (!stdin.write(data)) await isReady(stdin)
    }
    hasEnded = true
    stdin.end()
  }

  feed().catch((error: Error) => {
    failure = error
    onError()
  })
  return {
    firstBytes: () => Buffer.concat(kept),
    received: () => received,
    isWhole: () => hasEnded && received <= KEPT_BYTES,
    error: () => failure,
  }
}

/** Waits until the stream takes more, or never will. */
function isReady(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off('drain', settle)
      stream.off('close', settle)
      resolve()
    }
    stream.on('drain', settle)
    stream.on('close', settle)
    if (stream.destroyed) settle()
  })
}
