import type { ObjectStorage } from '@earmark/storage'

const SAMPLE_RATE = 8_000
const SECONDS = 1
const CONCURRENT_UPLOADS = 16

/** Every n-th of the objects is no audio: four in all. */
export const CORRUPT = 4

/** Fills a bucket with small sounds, each another, and four objects that are no audio. */
export async function makeSounds(
  storage: ObjectStorage,
  bucket: string,
  objects: number,
): Promise<void> {
  await storage.createBucket(bucket)
  const corruptEvery = Math.floor(objects / CORRUPT)
  let next = 0
  async function uploadNext(): Promise<void> {
    for (let index = next++; index < objects; index = next++) {
      const isCorrupt = index % corruptEvery === corruptEvery - 1 && index < corruptEvery * CORRUPT
      const body = isCorrupt ? Buffer.from(`object ${index} is text, not sound`) : makeTone(index)
      await storage.putObject({ bucket, key: `sounds/${String(index).padStart(7, '0')}.wav`, body })
    }
  }
  await Promise.all(Array.from({ length: CONCURRENT_UPLOADS }, uploadNext))
}

/** A WAV file of two tones whose pitches are its number's own. */
function makeTone(index: number): Buffer {
  const samples = SAMPLE_RATE * SECONDS
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + samples * 2, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(SAMPLE_RATE, 24)
  file.writeUInt32LE(SAMPLE_RATE * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples * 2, 40)
  const low = 100 + (index % 997)
  const high = 1_000 + (index % 2_003)
  for (let i = 0; i < samples; i++) {
    const t = (2 * Math.PI * i) / SAMPLE_RATE
    file.writeInt16LE(Math.round(8_000 * (Math.sin(low * t) + Math.sin(high * t))), 44 + i * 2)
  }
  return file
}
