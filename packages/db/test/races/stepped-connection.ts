import pg from 'pg'
import { openDatabase } from '../../src/connection/session.js'
import type { Database } from '../../src/index.js'

/** One connection whose work can be stopped before any of its statements, with all the locks that it has by then. */
export class SteppedConnection {
  readonly db: Database
  readonly pid: number
  readonly #client: pg.Client
  #statements = 0
  #stopBefore = Number.POSITIVE_INFINITY
  #onStop: () => void = () => {}
  #go: Promise<void> = Promise.resolve()

  static async open(url: string): Promise<SteppedConnection> {
    const client = new pg.Client({ connectionString: url, application_name: 'races' })
    await client.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    return new SteppedConnection(client, rows[0]!.pid)
  }

  private constructor(client: pg.Client, pid: number) {
    this.#client = client
    this.pid = pid
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>
    const stepped = async (...args: unknown[]) => {
      this.#statements += 1
      if (this.#statements === this.#stopBefore) this.#onStop()
      if (this.#statements >= this.#stopBefore) await this.#go
      return query(...args)
    }
    client.query = stepped as unknown as typeof client.query
    this.db = openDatabase(client)
  }

  /**
   * Runs work until before its n-th statement, counted from 1.
   *
   * @returns how to let it go on and get its outcome; null where the work ended before
   */
  async runUntil<Result>(
    n: number,
    work: (db: Database) => Promise<Result>,
  ): Promise<{ goOn: () => Promise<Result> } | null> {
    this.#statements = 0
    this.#stopBefore = n
    let go = () => {}
    this.#go = new Promise((resolve) => {
      go = resolve
    })
    const stopped = new Promise<'stopped'>((resolve) => {
      this.#onStop = () => resolve('stopped')
    })
    const outcome = work(this.db)
    const ended = outcome.then(() => 'ended' as const)
    // Where it fails later, whoever lets it go on is told.
    ended.catch(() => {})
    if ((await Promise.race([stopped, ended])) === 'ended') return null
    return {
      goOn: () => {
        go()
        return outcome
      },
    }
  }

  /** Runs work from its first to its last statement. */
  run<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
    this.#stopBefore = Number.POSITIVE_INFINITY
    return work(this.db)
  }

  close(): Promise<void> {
    return this.#client.end()
  }
}
