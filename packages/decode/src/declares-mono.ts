/** WAVE_FORMAT_PCM, _IEEE_FLOAT and _EXTENSIBLE: what other codecs hold, only their own headers say. */
const WAV_SAMPLES = new Set([1, 3, 0xfffe])
const ID3_HEADER = 10

/**
 * Whether a file says at its very start that it has one channel, by its first bytes (256 are plenty; an MP3's follow its tags).
 * Of one channel nothing can be cancelled in the mix, so nothing needs to be measured. False where it isn't known.
 */
export function declaresMono(firstBytes: Uint8Array): boolean {
  const bytes = Buffer.from(firstBytes.buffer, firstBytes.byteOffset, firstBytes.byteLength)
  switch (bytes.toString('latin1', 0, 4)) {
    case 'RIFF':
      return bytes.toString('latin1', 8, 12) === 'WAVE' && isMonoWav(bytes)
    case 'fLaC':
      return isMonoFlac(bytes)
    case 'OggS':
      return isMonoOgg(bytes)
    default:
      return isMonoMp3(bytes)
  }
}

/** The chunk `fmt ` stands first, or behind chunks that make room for others. */
function isMonoWav(bytes: Buffer): boolean {
  for (let at = 12; at + 12 <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4)
    if (bytes.toString('latin1', at, at + 4) === 'fmt ') {
      return WAV_SAMPLES.has(bytes.readUInt16LE(at + 8)) && bytes.readUInt16LE(at + 10) === 1
    }
    at += 8 + size + (size % 2)
  }
  return false
}

/** STREAMINFO is always the first block; three bits of it are the number of channels, less one. */
function isMonoFlac(bytes: Buffer): boolean {
  const isStreamInfo = bytes.length > 20 && (bytes[4]! & 0x7f) === 0
  return isStreamInfo && ((bytes[20]! >> 1) & 7) === 0
}

/** The first page holds the first stream's header alone, in one segment. */
function isMonoOgg(bytes: Buffer): boolean {
  const header = bytes.toString('latin1', 28, 36)
  if (header.startsWith('\x01vorbis')) return bytes[39] === 1
  return header === 'OpusHead' && bytes[37] === 1
}

/** A frame of layer III, behind an ID3v2 tag where there is one; its mode says `single channel`. */
function isMonoMp3(bytes: Buffer): boolean {
  const at =
    bytes.toString('latin1', 0, 3) === 'ID3' && bytes.length >= ID3_HEADER ? endOfId3(bytes) : 0
  if (at + 4 > bytes.length) return false
  const isLayer3 = bytes[at] === 0xff && (bytes[at + 1]! & 0xe6) === 0xe2
  return isLayer3 && bytes[at + 3]! >> 6 === 3
}

/** A tag's size has seven bits in each byte. */
function endOfId3(bytes: Buffer): number {
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (bytes[at]! & 0x7f), 0)
  return ID3_HEADER + size
}
