import { countHeard, type Database, getPace, type ListedItem, type NewBatch } from '@earmark/db'
import { readSource, storedSourceSchema } from '@earmark/source'
import type { ObjectStorage } from '@earmark/storage'

export type BatchEstimate = {
  /** Objects that a batch would have, as far as they were counted. */
  found: number
  /** Whether that is all of them. */
  isComplete: boolean
  /** Objects under the prefix that are no audio. */
  leftOut: number
  /** Those of them that have been heard already and would be skipped. */
  alreadyHeard: number
  /** Bytes of those whose size is known. */
  bytes: number
  /** Estimates from what was heard before; null where nothing was. */
  audioS: number | null
  windows: number | null
  timeS: number | null
  examples: string[]
}

type Deps = { db: Database; storage: ObjectStorage }
type Question = Pick<NewBatch, 'source' | 'objects' | 'modelId' | 'windowMs' | 'hopMs'>

const PAGE_SIZE = 1000
const EXAMPLES = 10

/**
 * Counts what a batch would find and estimates how long it would take, storing nothing.
 *
 * @param budgetMs counting stops then; the answer is for what was counted
 * @throws EarmarkError where the source cannot be read
 */
export async function estimateBatch(
  { db, storage }: Deps,
  question: Question,
  { budgetMs, signal }: { budgetMs: number; signal: AbortSignal },
): Promise<BatchEstimate> {
  const deadline = performance.now() + budgetMs
  let [found, leftOut, alreadyHeard, bytes, sized, isComplete] = [0, 0, 0, 0, 0, true]
  const examples: ListedItem[] = []
  for await (const page of readPages({ storage }, question, signal)) {
    const objects = page.found
    leftOut += page.leftOut
    found += objects.length
    alreadyHeard += await countHeard(db, { ...question, objects })
    for (const { size } of objects) {
      bytes += size ?? 0
      if (typeof size === 'number') sized += 1
    }
    examples.push(...objects.slice(0, EXAMPLES - examples.length))
    if (performance.now() < deadline) continue
    isComplete = false
    break
  }
  const pace = await getPace(db, examples[0]?.bucket ?? '')
  const isSized = sized === found && pace.bytesPerS !== null
  const audioS = isSized ? Math.round(bytes / (pace.bytesPerS as number)) : null
  const left = found === 0 ? 0 : 1 - alreadyHeard / found
  return {
    found,
    isComplete,
    leftOut,
    alreadyHeard,
    bytes,
    audioS,
    windows: audioS === null ? null : Math.max(found, Math.ceil((audioS * 1000) / question.hopMs)),
    timeS:
      audioS === null || !pace.audioSPerS ? null : Math.ceil((audioS * left) / pace.audioSPerS),
    examples: examples.map(({ bucket, key }) => `s3://${bucket}/${key}`),
  }
}

async function* readPages(
  { storage }: Pick<Deps, 'storage'>,
  { source, objects }: Question,
  signal: AbortSignal,
): AsyncGenerator<{ found: readonly ListedItem[]; leftOut: number }> {
  if (objects) {
    for (let start = 0; start < objects.length; start += PAGE_SIZE)
      yield { found: objects.slice(start, start + PAGE_SIZE), leftOut: 0 }
    return
  }
  const stored = storedSourceSchema.parse(source)
  yield* readSource({ storage }, stored, { cursor: null, signal })
}
