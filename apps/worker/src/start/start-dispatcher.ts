import { DISPATCH_CHANNEL, listen } from '@earmark/db'
import { laneOfModel } from '@earmark/queue'
import { dispatchChunks } from '../dispatch/dispatch-chunks.js'
import { lead } from '../dispatch/lead.js'
import type { PartDeps } from './parts.js'

/** Starts to lead, wherever no other worker does: items become chunks, and chunks jobs. @returns its end */
export function startDispatcher(deps: PartDeps): Promise<void> {
  const { db, heartbeats, queue, config, logger, holder, alarm, leading, metrics } = deps
  const dispatchDeps = {
    db,
    logger,
    chunkQueueOf: (modelId: number) => queue.queue('chunks', laneOfModel(modelId)),
    scanQueue: queue.queue('scans'),
    chunkSize: config.CHUNK_SIZE,
    maxQueuedChunks: config.MAX_QUEUED_CHUNKS,
  }
  const round = (signal: AbortSignal) => dispatchChunks(dispatchDeps, signal)
  metrics?.set('earmark_dispatcher_is_leader', {}, 0)
  const told = {
    url: config.DATABASE_DIRECT_URL ?? config.DATABASE_URL,
    channel: DISPATCH_CHANNEL,
  }
  // Where nobody leads, nobody needs to be woken: a connection for each of many workers would be held for nothing.
  const beside = (signal: AbortSignal) => listen(told, alarm.ring, signal)
  return lead({ db: heartbeats, logger, holder, round, beside, alarm, metrics }, leading)
}
