import {
  batchStates,
  type Database,
  getWorkFigures,
  itemStates,
  type WorkFigures,
} from '@earmark/db'
import type { Metrics } from '@earmark/metrics'
import { withinTime } from '@earmark/outage'
import { type JobCounts, laneOfModel, type QueueConnection } from '@earmark/queue'
import { keepAnswer } from '../stats/keep-answer.js'

/** However many read the figures, and however often: the database and the queue are asked once in this time. */
const KEPT_MS = 15_000
/** Prometheus waits for ten seconds: a database that is away must not take all other figures with it. */
const PATIENCE_MS = 4_000

/** Notes at each scrape what is under way in the whole installation: what only the database and the queue know. */
export function noteWork(
  metrics: Metrics,
  { db, queue }: { db: Database; queue: QueueConnection },
): void {
  const readDatabase = keepAnswer(KEPT_MS, () => getWorkFigures(db))
  let modelIds: readonly number[] = []
  const readQueue = keepAnswer(KEPT_MS, () => countJobs(queue, modelIds))
  metrics.beforeScrape(async () => {
    const figures = await withinTime(PATIENCE_MS, readDatabase()).catch(() => undefined)
    metrics.set('earmark_database_up', {}, figures ? 1 : 0)
    if (!figures) return forgetWork(metrics)
    modelIds = figures.modelIds
    setWork(metrics, figures)
  })
  metrics.beforeScrape(async () => {
    const counts = await withinTime(PATIENCE_MS, readQueue()).catch(() => undefined)
    metrics.set('earmark_queue_up', {}, counts ? 1 : 0)
    if (!counts) return metrics.forget('earmark_queue_jobs')
    for (const { name, ...states } of counts) {
      for (const [state, jobs] of Object.entries(states)) {
        metrics.set('earmark_queue_jobs', { queue: name, state }, jobs)
      }
    }
  })
}

function setWork(metrics: Metrics, figures: WorkFigures): void {
  for (const state of batchStates) {
    metrics.set('earmark_batches', { state }, figures.batches[state] ?? 0)
  }
  for (const state of itemStates) metrics.set('earmark_items', { state }, figures.items[state])
  metrics.set('earmark_oldest_pending_item_age_seconds', {}, figures.oldestPendingS)
  metrics.set('earmark_dispatcher_has_leader', {}, figures.hasLeader ? 1 : 0)
  metrics.set('earmark_workers', { state: 'alive' }, figures.workers.alive)
  metrics.set('earmark_workers', { state: 'unable' }, figures.workers.unable)
  for (const [kind, { waiting, oldestS }] of Object.entries(figures.deliveries)) {
    metrics.set('earmark_deliveries_waiting', { kind }, waiting)
    metrics.set('earmark_oldest_delivery_age_seconds', { kind }, oldestS)
  }
  metrics.set('earmark_database_size_bytes', {}, figures.databaseBytes)
}

/** What was so a while ago says nothing of now. */
function forgetWork(metrics: Metrics): void {
  metrics.forget('earmark_batches')
  metrics.forget('earmark_items')
  metrics.forget('earmark_oldest_pending_item_age_seconds')
  metrics.forget('earmark_dispatcher_has_leader')
  metrics.forget('earmark_workers')
  metrics.forget('earmark_deliveries_waiting')
  metrics.forget('earmark_oldest_delivery_age_seconds')
  metrics.forget('earmark_database_size_bytes')
}

/** Chunks of all lanes together: models come and go, and their ids are no labels. */
async function countJobs(
  queue: QueueConnection,
  modelIds: readonly number[],
): Promise<(JobCounts & { name: string })[]> {
  const lanes = await Promise.all(
    modelIds.map((id) => queue.queue('chunks', laneOfModel(id)).counts()),
  )
  const sum = (state: keyof JobCounts) => lanes.reduce((all, lane) => all + lane[state], 0)
  const chunks = { waiting: sum('waiting'), active: sum('active'), delayed: sum('delayed') }
  const [scans, watches] = await Promise.all([
    queue.queue('scans').counts(),
    queue.queue('watches').counts(),
  ])
  return [
    { name: 'chunks', ...chunks },
    { name: 'scans', ...scans },
    { name: 'watches', ...watches },
  ]
}
