import type { Batch, Item } from '@earmark/client'

export type BatchState = Batch['state']
export type ItemState = Item['state']

/** How each state is said, and which sign goes with it, so that colour never says it alone. */
export const batchStateNames: Record<
  BatchState,
  { name: string; tone: 'running' | 'right' | 'wrong' | 'quiet' }
> = {
  scanning: { name: 'counting', tone: 'running' },
  running: { name: 'running', tone: 'running' },
  paused: { name: 'paused', tone: 'quiet' },
  cancelling: { name: 'cancelling', tone: 'quiet' },
  cancelled: { name: 'cancelled', tone: 'quiet' },
  completed: { name: '✓ done', tone: 'right' },
  completed_with_failures: { name: '✓ done, some failed', tone: 'wrong' },
  failed: { name: '✕ failed', tone: 'wrong' },
}

export function isActive(state: BatchState): boolean {
  return state === 'scanning' || state === 'running' || state === 'cancelling'
}
