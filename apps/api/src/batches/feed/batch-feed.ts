import type { ServerResponse } from 'node:http'
import { type Batch, type Database, getBatch } from '@earmark/db'
import { createRateMeter } from '@earmark/progress'
import type { FastifyBaseLogger } from 'fastify'
import { describeProgress } from './describe-progress.js'

const POLL_MS = 1_000
/** Proxies cut connections that are silent for a minute. */
const HEARTBEAT_MS = 15_000
/** A listener that takes nothing in is cut off rather than kept in memory. */
const MAX_BACKLOG_BYTES = 64 * 1024

/**
 * One batch, watched for all who listen to it: one query a second and one text, whatever their number. Listeners get the
 * whole state each time, so one that is slow misses nothing by missing an event.
 */
export class BatchFeed {
  readonly #deps: { db: Database; logger: FastifyBaseLogger }
  readonly #batchId: number
  readonly #onEmpty: () => void
  readonly #listeners = new Set<ServerResponse>()
  readonly #meter = createRateMeter()
  readonly #timer: NodeJS.Timeout
  readonly #heartbeat: NodeJS.Timeout
  #isPolling = false
  #last: { data: string; text: string } | null = null

  constructor(
    deps: { db: Database; logger: FastifyBaseLogger },
    batchId: number,
    onEmpty: () => void,
  ) {
    this.#deps = deps
    this.#batchId = batchId
    this.#onEmpty = onEmpty
    this.#timer = setInterval(() => void this.#poll(), POLL_MS)
    this.#heartbeat = setInterval(() => this.#sendAll(': still here\n\n'), HEARTBEAT_MS)
    void this.#poll()
  }

  /** @param response whose head has been written */
  add(response: ServerResponse): void {
    this.#listeners.add(response)
    response.once('close', () => this.#remove(response))
    // A broken connection closes as well.
    response.on('error', () => {})
    if (this.#last) response.write(this.#last.text)
  }

  /** Ends every listener's response. */
  close(): void {
    clearInterval(this.#timer)
    clearInterval(this.#heartbeat)
    for (const response of this.#listeners) response.end()
    this.#listeners.clear()
    this.#onEmpty()
  }

  #remove(response: ServerResponse): void {
    if (this.#listeners.delete(response) && this.#listeners.size === 0) this.close()
  }

  async #poll(): Promise<void> {
    if (this.#isPolling) return
    this.#isPolling = true
    try {
      const batch = await getBatch(this.#deps.db, this.#batchId)
      if (batch) this.#tell(batch)
      // Pruned while somebody listened.
      else this.close()
    } catch (error) {
      // The database is away for a moment: listeners keep what they know, and the next poll tells more.
      this.#deps.logger.warn({ err: error, batchId: this.#batchId }, 'Progress not read')
    } finally {
      this.#isPolling = false
    }
  }

  #tell(batch: Batch): void {
    const progress = describeProgress(batch, this.#meter, Date.now())
    const data = JSON.stringify(progress)
    const isEnd = batch.finishedAt !== null
    if (data === this.#last?.data && !isEnd) return
    const text = formatEvent(isEnd ? 'end' : 'progress', data)
    this.#last = { data, text }
    this.#sendAll(text)
    if (isEnd) this.close()
  }

  #sendAll(text: string): void {
    for (const response of this.#listeners) {
      if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy()
      else response.write(text)
    }
  }
}

/** The id tells a client that comes back after the end that there is nothing more. */
export function formatEvent(type: 'progress' | 'end', data: string): string {
  return `event: ${type}\nid: ${type}\ndata: ${data}\n\n`
}
