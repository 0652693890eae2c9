import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from './api-error.js'
import type { ApiClient } from './create-api-client.js'
import type { Batch } from './schemas.js'

const finalStates = new Set(['completed', 'completed_with_failures', 'cancelled', 'failed'])

export function isFinished(batch: Pick<Batch, 'state'>): boolean {
  return finalStates.has(batch.state)
}

/**
 * Follows a batch until it is finished and returns its last state. An API that is away for a while (a restart)
 * is waited for.
 *
 * @param onBatch told of every state read
 * @param onTrouble told once of each stretch without an answer
 * @param patienceMs how long an API that does not answer is waited for; default 2 minutes
 */
export async function watchBatch(
  client: Pick<ApiClient, 'getBatch'>,
  id: number,
  options: {
    onBatch?: (batch: Batch) => void
    onTrouble?: (error: ApiError) => void
    intervalMs?: number
    patienceMs?: number
    signal?: AbortSignal
  } = {},
): Promise<Batch> {
  const { onBatch, onTrouble, intervalMs = 500, patienceMs = 120_000, signal } = options
  let awaySince: number | null = null
  for (;;) {
    try {
      const batch = await client.getBatch(id, { ...(signal && { signal }) })
      awaySince = null
      onBatch?.(batch)
      if (isFinished(batch)) return batch
    } catch (error) {
      if (!(error instanceof ApiError && error.isTransient)) throw error
      if (awaySince === null) onTrouble?.(error)
      awaySince ??= Date.now()
      if (Date.now() - awaySince > patienceMs) throw error
    }
    await sleep(intervalMs, undefined, { ...(signal && { signal }) })
  }
}
