export const WAV_HEADER_BYTES = 44
const BYTES_PER_SAMPLE = 2

export type PcmShape = { sampleRate: number; channels: number }

export function frameBytes({ channels }: PcmShape): number {
  return BYTES_PER_SAMPLE * channels
}

/**
 * What stands before samples of 16 bits. What is too long for the format, above 4 GB, says the longest there is; players go on.
 *
 * @param dataBytes of the samples
 */
export function wavHeader(shape: PcmShape, dataBytes: number): Buffer {
  const { sampleRate, channels } = shape
  const shown = Math.min(dataBytes, 0xffffffff - WAV_HEADER_BYTES)
  const header = Buffer.alloc(WAV_HEADER_BYTES)
  header.write('RIFF', 0)
  header.writeUInt32LE(shown + WAV_HEADER_BYTES - 8, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * frameBytes(shape), 28)
  header.writeUInt16LE(frameBytes(shape), 32)
  header.writeUInt16LE(8 * BYTES_PER_SAMPLE, 34)
  header.write('data', 36)
  header.writeUInt32LE(dataBytes === shown ? dataBytes : 0xffffffff, 40)
  return header
}
