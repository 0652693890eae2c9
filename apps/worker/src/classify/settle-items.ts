import { EarmarkError } from '@earmark/core'
import {
  type CompletedItem,
  completeItems,
  failItems,
  type HeardObject,
  retryItems,
  type TakenChunk,
  type TakenItem,
} from '@earmark/db'
import { timeStage } from '@earmark/metrics'
import type { ClassifyDeps } from './classify-deps.js'
import { countCompleted, countDecided } from './count-ended.js'
import { decideOutcome } from './decide-outcome.js'
import { groupByWindows } from './group-by-windows.js'
import { isFault } from './hand-back.js'

/**
 * Writes what came of items: what was heard in transactions of bounded size, then what failed, then what is tried again.
 *
 * @throws what came of an item, where that is a fault of this worker's own
 */
export async function settleItems(
  deps: ClassifyDeps,
  chunk: TakenChunk,
  outcomes: Map<TakenItem, HeardObject | EarmarkError>,
): Promise<void> {
  const completed: CompletedItem[] = []
  const decided = []
  const faults: EarmarkError[] = []
  const observed = new Map<TakenItem, unknown>()
  for (const [item, outcome] of outcomes) {
    if (outcome instanceof EarmarkError && isFault(outcome)) {
      faults.push(outcome)
      continue
    }
    observed.set(item, outcome)
    if (!(outcome instanceof EarmarkError)) {
      completed.push({ seq: item.seq, outcome: { state: 'done', object: outcome } })
      continue
    }
    const decision = {
      seq: item.seq,
      crashes: item.crashes,
      ...decideOutcome(item, outcome, deps.maxAttempts),
    }
    decided.push(decision)
    deps.logger.info(
      {
        batchId: chunk.batchId,
        chunkId: chunk.id,
        item: item.seq,
        key: item.key,
        code: decision.code,
        outcome: decision.kind,
        attempts: item.attempts,
      },
      'item not classified',
    )
  }
  for (const group of groupByWindows(completed)) {
    await timeStage(deps.metrics, 'write', () => completeItems(deps.db, chunk, group))
    countCompleted(deps.metrics, group)
  }
  const failed = decided.filter((decision) => decision.kind === 'fail')
  if (failed.length > 0) await failItems(deps.db, chunk, failed)
  const retried = decided.filter((decision) => decision.kind === 'retry')
  if (retried.length > 0) await retryItems(deps.db, chunk, retried)
  countDecided(deps.metrics, decided)
  await deps.breaker.observe(observed)
  if (faults.length > 0) throw faults[0]
}
