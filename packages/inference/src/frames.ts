import type { Writable } from 'node:stream'

/** A message with numbers: samples and embeddings travel as they lie in memory, never as text. */
export interface Frame<Message> {
  message: Message
  numbers: Float32Array<ArrayBuffer>
}

// Two lengths in bytes stand before each frame: of the message, as JSON, and of its numbers.
const PREFIX_BYTES = 8

/**
 * Writes a frame, whose numbers are all those given, one after the other. They are read while they are written: leave them
 * alone until an answer has come.
 */
export function writeFrame(
  stream: Writable,
  message: unknown,
  ...numbers: readonly Float32Array[]
): void {
  const json = Buffer.from(JSON.stringify(message))
  const prefix = Buffer.allocUnsafe(PREFIX_BYTES)
  prefix.writeUInt32LE(json.length, 0)
  const numberBytes = numbers.reduce((bytes, { byteLength }) => bytes + byteLength, 0)
  prefix.writeUInt32LE(numberBytes, 4)
  stream.cork()
  stream.write(Buffer.concat([prefix, json]))
  for (const { buffer, byteOffset, byteLength } of numbers) {
    stream.write(Buffer.from(buffer, byteOffset, byteLength))
  }
  stream.uncork()
}

export interface FrameReaderOptions {
  /**
   * Read the numbers into this many buffers in turn, so that a frame's numbers hold only until that many more frames
   * have begun. Touching fresh memory for every window costs more than the transfer. Default: fresh memory.
   */
  reusedBuffers?: number
}

/** Puts frames together from a stream's chunks. Calls onFrame for each frame in order, at once. */
export function createFrameReader<Message>(
  onFrame: (frame: Frame<Message>) => void,
  { reusedBuffers = 0 }: FrameReaderOptions = {},
): (chunk: Uint8Array) => void {
  const buffers = Array.from({ length: reusedBuffers }, () => new ArrayBuffer(0))
  const prefix = new Uint8Array(PREFIX_BYTES)
  const lengths = new DataView(prefix.buffer)
  let frames = 0
  let json = new Uint8Array(0)
  let numbers = new Float32Array(0)
  let parts = [prefix] // of the frame, as far as their lengths are known
  let part = 0 // which of the parts is being filled
  let filled = 0 // bytes of that part

  function takeNumbers(bytes: number): Float32Array<ArrayBuffer> {
    const length = bytes / Float32Array.BYTES_PER_ELEMENT
    if (reusedBuffers === 0) return new Float32Array(length)
    const turn = frames % reusedBuffers
    if (buffers[turn]!.byteLength < bytes) buffers[turn] = new ArrayBuffer(bytes)
    return new Float32Array(buffers[turn]!, 0, length)
  }

  function nextPart(): void {
    if (part === 0) {
      const numberBytes = lengths.getUint32(4, true)
      json = new Uint8Array(lengths.getUint32(0, true))
      numbers = takeNumbers(numberBytes)
      parts = [prefix, json, new Uint8Array(numbers.buffer, 0, numberBytes)]
    }
    part += 1
    filled = 0
  }

  return (chunk) => {
    let read = 0
    while (read < chunk.length) {
      const target = parts[part]!
      const piece = chunk.subarray(read, read + target.length - filled)
      target.set(piece, filled)
      read += piece.length
      filled += piece.length
      // A part without bytes is full at once.
      while (part < parts.length && filled === parts[part]!.length) nextPart()
      if (part === parts.length) {
        const frame = { message: JSON.parse(Buffer.from(json.buffer).toString()), numbers }
        parts = [prefix]
        part = 0
        frames += 1
        onFrame(frame)
      }
    }
  }
}
