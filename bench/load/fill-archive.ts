import { setTimeout as sleep } from 'node:timers/promises'
import type { ObjectStorage } from '@earmark/storage'
import { makeSounds } from '../../test/faults/make-sounds.js'
import type { Client } from '../apps/client.js'

const BUCKET = 'load'
const POLL_MS = 500

export const LABELS = ['alarm', 'siren', 'flute', 'rain']

/** The addresses of so many short sounds. */
export function addressesOf(objects: number): string[] {
  return Array.from(
    { length: objects },
    (_, n) => `s3://${BUCKET}/sounds/${String(n).padStart(7, '0')}.wav`,
  )
}

/**
 * Stores short sounds, each another, and waits until the first of them are heard.
 *
 * @returns the batch that goes on to hear the rest
 */
export async function fillArchive(
  { storage, client }: { storage: ObjectStorage; client: Client },
  { objects, heard }: { objects: number; heard: number },
): Promise<{ batchId: number }> {
  await makeSounds(storage, BUCKET, objects)
  const batchId = await client.createBatch(`s3://${BUCKET}/sounds/`, { labels: LABELS })
  for (;;) {
    const { counts, state, reason } = await client.getBatch(batchId)
    if (counts.done >= heard) return { batchId }
    if (state === 'failed') throw new Error(`The archive cannot be heard: ${reason}`)
    await sleep(POLL_MS)
  }
}
