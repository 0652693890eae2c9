import type { ServerResponse } from 'node:http'
import type { Database } from '@earmark/db'
import type { FastifyBaseLogger } from 'fastify'
import { BatchFeed } from './batch-feed.js'

/** The feeds of all batches that somebody listens to. */
export class BatchFeeds {
  readonly #deps: { db: Database; logger: FastifyBaseLogger }
  readonly #feeds = new Map<number, BatchFeed>()
  #isClosed = false

  constructor(deps: { db: Database; logger: FastifyBaseLogger }) {
    this.#deps = deps
  }

  has(batchId: number): boolean {
    return this.#feeds.has(batchId)
  }

  listen(batchId: number, response: ServerResponse): void {
    if (this.#isClosed) {
      response.end()
      return
    }
    let feed = this.#feeds.get(batchId)
    if (!feed) {
      const opened = new BatchFeed(this.#deps, batchId, () => {
        if (this.#feeds.get(batchId) === opened) this.#feeds.delete(batchId)
      })
      feed = opened
      this.#feeds.set(batchId, feed)
    }
    feed.add(response)
  }

  close(): void {
    this.#isClosed = true
    for (const feed of [...this.#feeds.values()]) feed.close()
  }
}
