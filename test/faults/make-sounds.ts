import type { ObjectStorage } from '@earmark/storage'
import { makeTone } from './make-tone.js'

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
