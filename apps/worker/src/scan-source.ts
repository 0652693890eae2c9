import { setTimeout as sleep } from 'node:timers/promises'
import { EarmarkError } from '@earmark/core'
import { addItems, type Database, failBatch, finishScan, getScan } from '@earmark/db'
import type { ObjectStorage } from '@earmark/storage'
import { parseS3Url } from '@earmark/storage'
import type { Logger } from 'pino'
import { z } from 'zod'
import { backOffMs } from './back-off.js'

export type ScanDeps = { db: Database; storage: ObjectStorage; logger: Logger; maxAttempts: number }

const sourceSchema = z.object({ prefix: z.string() })

/**
 * Turns a batch's prefix into items, page by page. Each page is committed with its last key, so that a scan
 * that is interrupted, or runs twice, goes on behind it and adds nothing twice.
 */
export async function scanSource(
  deps: ScanDeps,
  batchId: number,
  signal: AbortSignal,
): Promise<void> {
  const logger = deps.logger.child({ batchId })
  for (let attempt = 1; ; attempt++) {
    try {
      await scanPages(deps, batchId, signal)
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
      await sleep(failure.retryAfterMs ?? backOffMs(attempt), undefined, { signal }).catch(() => {})
    }
  }
}

async function scanPages(
  { db, storage }: ScanDeps,
  batchId: number,
  signal: AbortSignal,
): Promise<void> {
  const scan = await getScan(db, batchId)
  if (!scan) return
  const { bucket, key: prefix } = parseS3Url(sourceSchema.parse(scan.source).prefix)
  let cursor = scan.cursor
  const pages = storage.listObjects({
    bucket,
    prefix,
    ...(cursor !== null && { startAfter: cursor }),
    signal,
  })
  for await (const page of pages) {
    const last = page.at(-1)
    if (!last) continue
    const found = page
      // Consoles make empty objects to show a folder: they hold no audio.
      .filter((object) => !(object.key.endsWith('/') && object.size === 0))
      .map((object) => ({ bucket, key: object.key, etag: object.etag, size: object.size }))
    const isTaken = await addItems(db, { batchId, found, expectedCursor: cursor, cursor: last.key })
    if (!isTaken) return
    cursor = last.key
  }
  await finishScan(db, batchId)
}
