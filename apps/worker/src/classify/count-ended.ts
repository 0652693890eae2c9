import type { CompletedItem } from '@earmark/db'
import type { Metrics } from '@earmark/metrics'
import type { Outcome } from './decide-outcome.js'

const OUTCOMES = { fail: 'failed', retry: 'retried' } as const satisfies Record<
  Outcome['kind'],
  string
>

/** Counts items that were heard, now or before, and how much there was to hear. */
export function countCompleted(
  metrics: Metrics | undefined,
  items: readonly CompletedItem[],
): void {
  for (const { outcome } of items) {
    metrics?.add('earmark_items_ended_total', { outcome: outcome.state, code: '' })
    if (outcome.state === 'done') {
      metrics?.add('earmark_audio_heard_seconds_total', {}, outcome.object.durationS)
    }
  }
}

/** Counts items that failed, for good or for now. */
export function countDecided(
  metrics: Metrics | undefined,
  decided: readonly Pick<Outcome, 'kind' | 'code'>[],
): void {
  for (const { kind, code } of decided) {
    metrics?.add('earmark_items_ended_total', { outcome: OUTCOMES[kind], code })
  }
}
