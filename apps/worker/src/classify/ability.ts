import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { reasonOf } from '@earmark/core'
import { clearWorkerFault, type Database, noteWorker, noteWorkerFault } from '@earmark/db'
import type { TemporaryHome } from '@earmark/temporary'
import type { Logger } from 'pino'

export type AbilityDeps = {
  db: Database
  logger: Logger
  holder: string
  modelId: number
  temporary: TemporaryHome
  /** Why no process hears anything; null where one does. */
  whyDeaf: () => string | null
  ffmpegPath: string
  classifier: { pause: () => Promise<void>; resume: () => Promise<void> }
}

const run = promisify(execFile)

/** What small objects need on the way. */
const NEEDED_BYTES = 1_000_000
const FFMPEG_TIMEOUT_MS = 10_000

/**
 * Whether this worker can work: it has room for temporary files, processes that hear, and, where there is doubt, ffmpeg. One
 * that cannot takes no chunks, says so in the database and goes on by itself when it can.
 */
export class Ability {
  readonly #deps: AbilityDeps
  #reason: string | null = null
  #isInDoubt = true
  #checking: Promise<void> | null = null
  #notedAt: number | null = null

  constructor(deps: AbilityDeps) {
    this.#deps = deps
  }

  /** Why this worker takes no chunks, in its own words; null where it does. */
  get whyUnable(): string | null {
    return this.#reason
  }

  /** How long ago Postgres was last told what this worker can do, in ms; null where it never was. */
  get notedMsAgo(): number | null {
    return this.#notedAt === null ? null : performance.now() - this.#notedAt
  }

  /** Looks now, and not only at the next turn: something has gone wrong. */
  doubt(): void {
    this.#isInDoubt = true
    this.check().catch((error: unknown) => {
      this.#deps.logger.warn({ err: error }, 'could not note what this worker can do')
    })
  }

  /** Looks whether this worker can work, stops or goes on taking chunks, and notes it for all to see. */
  check(): Promise<void> {
    this.#checking ??= this.#look()
      .then(() => {
        this.#notedAt = performance.now()
      })
      .finally(() => {
        this.#checking = null
      })
    return this.#checking
  }

  async #look(): Promise<void> {
    const { db, logger, holder, modelId, classifier } = this.#deps
    const before = this.#reason
    const reason = await this.#whyUnable()
    this.#reason = reason
    if (reason !== null) {
      if (before === null) await classifier.pause()
      if (reason !== before)
        logger.error({ code: 'WORKER_FAULT', reason }, 'cannot work, takes no chunks')
      await noteWorkerFault(db, { holder, modelId, reason })
      return
    }
    this.#isInDoubt = false
    if (before !== null) {
      logger.info('can work again')
      await classifier.resume()
      await clearWorkerFault(db, holder)
    }
    await noteWorker(db, modelId)
  }

  async #whyUnable(): Promise<string | null> {
    const { temporary, whyDeaf, ffmpegPath } = this.#deps
    try {
      await temporary.check(NEEDED_BYTES)
      const deaf = whyDeaf()
      if (deaf !== null) return deaf
      if (this.#isInDoubt || this.#reason !== null) {
        await startFfmpeg(ffmpegPath)
      }
      return null
    } catch (error) {
      return reasonOf(error)
    }
  }

  /** Leaves no word of a worker that is gone. */
  async close(): Promise<void> {
    await this.#checking?.catch(() => {})
    if (this.#reason !== null) await clearWorkerFault(this.#deps.db, this.#deps.holder)
  }
}

async function startFfmpeg(path: string): Promise<void> {
  await run(path, ['-version'], { timeout: FFMPEG_TIMEOUT_MS }).catch((error: Error) => {
    throw new Error(`ffmpeg (${path}) cannot be started: ${error.message}`, { cause: error })
  })
}
