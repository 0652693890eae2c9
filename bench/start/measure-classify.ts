import type { Client } from '../apps/client.js'
import { median, time } from '../measure.js'

const TIMES = 30
const BATCHES_BESIDE = 2

export type ClassifyTimes = { aloneMs: number; busyMs: number }

/**
 * What the API takes to answer for a clip of 5 s, in ms, medians: alone, and beside a batch that keeps the worker busy all
 * the while.
 */
export async function measureClassify(
  client: Client,
  clip: Blob,
  startBatch: () => Promise<number>,
): Promise<ClassifyTimes> {
  const classify = async () => 1000 * (await time(() => client.classify(clip)))
  // The words are encoded, and the model is loaded.
  await classify()
  const alone: number[] = []
  for (let n = 0; n < TIMES; n += 1) alone.push(await classify())
  const batches: number[] = []
  for (let n = 0; n < BATCHES_BESIDE; n += 1) batches.push(await startBatch())
  while ((await client.getBatch(batches[0]!)).counts.done === 0);
  const busy: number[] = []
  for (let n = 0; n < TIMES; n += 1) {
    const ms = await classify()
    if ((await client.getBatch(batches.at(-1)!)).finishedAt !== null) break
    busy.push(ms)
  }
  if (busy.length < TIMES / 2) throw new Error('The batches ended before enough was measured.')
  for (const id of batches) await client.cancelBatch(id).catch(() => {})
  return { aloneMs: median(alone), busyMs: median(busy) }
}
