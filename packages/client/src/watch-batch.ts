import type { ApiClient } from './create-api-client.js'
import { type FollowOptions, followState } from './follow-state.js'
import type { Batch } from './shapes.js'

const finalStates = new Set<string>(['completed', 'completed_with_failures', 'cancelled', 'failed'])

export function isFinished(batch: Pick<Batch, 'state'>): boolean {
  return finalStates.has(batch.state)
}

/** Follows a batch until it is finished and returns its last state. */
export function watchBatch(
  client: Pick<ApiClient, 'getBatch'>,
  id: number,
  options: Omit<FollowOptions<Batch>, 'onState'> & { onBatch?: (batch: Batch) => void } = {},
): Promise<Batch> {
  const { onBatch, ...rest } = options
  return followState(() => client.getBatch({ id }, { signal: rest.signal }), isFinished, {
    ...rest,
    ...(onBatch && { onState: onBatch }),
  })
}
