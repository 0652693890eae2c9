import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiClient, Delivery } from '@earmark/client'
import { cleanText } from '@earmark/terminal'
import type { Context } from '../context.js'

const INTERVAL_MS = 500

/** Waits until a report or a webhook is delivered, or given up. Each new reason for waiting is told on stderr. */
export async function followDelivery(
  { stderr, signal }: Pick<Context, 'stderr' | 'signal'>,
  { api, batchId, delivery }: { api: ApiClient; batchId: number; delivery: Delivery },
): Promise<Delivery> {
  let last = delivery
  let told: string | null = null
  while (last.state === 'waiting') {
    await sleep(INTERVAL_MS, undefined, { signal })
    const { items: deliveries } = await api.listDeliveries({ id: batchId }, { signal })
    last = deliveries.find(({ id }) => id === delivery.id) ?? last
    if (last.state === 'waiting' && last.message && last.message !== told) {
      told = last.message
      stderr.write(`${cleanText(told)} It will be tried again …\n`)
    }
  }
  return last
}
