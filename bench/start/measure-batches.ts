import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../apps/client.js'
import { nextHop } from '../apps/next-hop.js'
import { median } from '../measure.js'

/** Objects of a batch from which the time of one clip more is taken. */
export const MANY = 400
export const FEW = 24
const ROUNDS = 7
const LOOK_MS = 50

export type BatchOverheads = {
  /** What one clip more costs in a batch that is under way. */
  clipMs: number
  oneMs: number
  fewMs: number
}

/**
 * What a small batch takes beyond its work, in ms, medians. Its work is what the same clips add to a long batch:
 * `clips · (t(400) − t(24)) / 376`, with download, decoding, features, model and rows at the machine's full pace. All else
 * is overhead: waiting, the scan, the queue, ffmpeg's start, and that one clip alone does not fill the machine.
 *
 * @param buckets by the number of clips that lie under `short/` in each
 */
export async function measureBatches(
  client: Client,
  buckets: Record<1 | typeof FEW | typeof MANY, string>,
): Promise<BatchOverheads> {
  const tag = (clips: keyof typeof buckets) => timeBatch(client, buckets[clips], nextHop())
  // The label set's words are encoded, and everything has been loaded.
  await tag(FEW)
  const [ones, fews]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round += 1) {
    ones.push(await tag(1))
    fews.push(await tag(FEW))
  }
  const many = median([await tag(MANY), await tag(MANY), await tag(MANY)])
  const clipMs = (many - median(fews)) / (MANY - FEW)
  return { clipMs, oneMs: median(ones) - clipMs, fewMs: median(fews) - FEW * clipMs }
}

/** From before the request to the end that the batch itself has, in ms. */
async function timeBatch(client: Client, bucket: string, hopS: number): Promise<number> {
  const askedAt = Date.now()
  const id = await client.createBatch(`s3://${bucket}/short/`, { hopS })
  for (;;) {
    await sleep(LOOK_MS)
    const { finishedAt, state, reason } = await client.getBatch(id)
    if (finishedAt === null) continue
    if (state !== 'completed') throw new Error(`${bucket} ended as ${state}: ${reason}`)
    return Date.parse(finishedAt) - askedAt
  }
}
