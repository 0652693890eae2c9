import { setTimeout as sleep } from 'node:timers/promises'
import { EarmarkError } from '@earmark/core'
import {
  addItems,
  type Database,
  failBatch,
  finishScan,
  getScan,
  noteScanTrouble,
} from '@earmark/db'
import { readSource, storedSourceSchema } from '@earmark/source'
import type { ObjectStorage } from '@earmark/storage'
import type { Logger } from 'pino'
import { backOffMs } from '../back-off.js'

export type ScanDeps = { db: Database; storage: ObjectStorage; logger: Logger; maxAttempts: number }

/**
 * Turns a batch's source into items, page by page. Each page is committed with its place, so that a scan
 * that is interrupted, or runs twice, goes on behind it and adds nothing twice.
 */
export async function scanSource(
  deps: ScanDeps,
  batchId: number,
  signal: AbortSignal,
): Promise<void> {
  const logger = deps.logger.child({ batchId })
  let attempt = 0
  for (;;) {
    try {
      attempt += 1
      // A page that was committed gives all chances back: a listing of hours may be interrupted more often.
      await scanPages(deps, batchId, { signal, onPage: () => (attempt = 1) })
      return
    } catch (error) {
      if (signal.aborted) return
      const failure = error instanceof EarmarkError ? error : null
      if (!failure) throw error
      if (failure.permanent || attempt >= deps.maxAttempts) {
        logger.warn({ code: failure.code }, 'scan failed')
        await failBatch(deps.db, { batchId, code: failure.code, reason: failure.message })
        return
      }
      logger.warn({ code: failure.code, attempt }, 'scan interrupted, will go on')
      const reason = `The source cannot be read at the moment, and is tried again: ${failure.message}`
      await noteScanTrouble(deps.db, { batchId, code: failure.code, reason })
      await sleep(failure.retryAfterMs ?? backOffMs(attempt), undefined, { signal }).catch(() => {})
    }
  }
}

async function scanPages(
  { db, storage }: ScanDeps,
  batchId: number,
  { signal, onPage }: { signal: AbortSignal; onPage: () => void },
): Promise<void> {
  const scan = await getScan(db, batchId)
  if (!scan) return
  let { cursor } = scan
  const source = storedSourceSchema.parse(scan.source)
  for await (const page of readSource({ storage }, source, { cursor, signal })) {
    const isTaken = await addItems(db, { batchId, expectedCursor: cursor, ...page })
    if (!isTaken) return
    cursor = page.cursor
    onPage()
  }
  await finishScan(db, batchId)
}
