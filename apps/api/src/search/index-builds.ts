import { MIN_INDEXED_WINDOWS } from '@earmark/contract'
import { buildSearchIndex } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'

export interface IndexBuild {
  /** Also where there is so little that it is not needed. */
  isForced: boolean
  /** On Postgres's machine; undefined: as much as is needed, within reason. */
  memoryBytes: number | undefined
}

/** Builds search indexes in the background, each model's once at a time. */
export class IndexBuilds {
  readonly #deps: Pick<ApiDependencies, 'pool' | 'logger'>
  readonly #builds = new Map<number, Promise<void>>()

  constructor(deps: Pick<ApiDependencies, 'pool' | 'logger'>) {
    this.#deps = deps
  }

  isBuilding(modelId: number): boolean {
    return this.#builds.has(modelId)
  }

  /** Begins a build; where one is going on, nothing happens. */
  start(modelId: number, { isForced, memoryBytes }: IndexBuild): void {
    if (this.#builds.has(modelId)) return
    const { pool, logger } = this.#deps
    const minWindows = isForced ? 0 : MIN_INDEXED_WINDOWS
    const build = buildSearchIndex(pool, { modelId, minWindows, memoryBytes })
      .then(({ state, windows, sizeBytes }) =>
        logger.info({ modelId, state, windows, sizeBytes }, 'Search index built'),
      )
      .catch((err: unknown) => logger.error({ err, modelId }, 'Search index not built'))
      .finally(() => this.#builds.delete(modelId))
    this.#builds.set(modelId, build)
  }

  /** Ends the builds under way: what they leave behind, the next build removes. */
  async close(): Promise<void> {
    if (this.#builds.size === 0) return
    const { pool, logger } = this.#deps
    await pool
      .query(`
        select pg_cancel_backend(pid) from pg_stat_activity
        where datname = current_database() and state = 'active'
          and query ~ 'create index concurrently embeddings_search_(${[...this.#builds.keys()].join('|')}) '`)
      .catch((err: unknown) => logger.warn({ err }, 'Index builds not cancelled'))
    await Promise.all(this.#builds.values())
  }
}
