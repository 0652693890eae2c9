/**
 * One piece of work for all who want its result. It belongs to none of them: one who goes leaves it to the others, and
 * only when the last has gone is it told to stop.
 */
export class SharedWork<Result> {
  readonly #controller = new AbortController()
  readonly #result: Promise<Result>
  #waiting = 0

  constructor(work: (signal: AbortSignal) => Promise<Result>) {
    this.#result = work(this.#controller.signal)
    // Whoever waits for it is told; nobody may be waiting any more.
    this.#result.catch(() => {})
  }

  /** Whether it was told to stop: its result is of no use to anybody who comes now. */
  get isStopped(): boolean {
    return this.#controller.signal.aborted
  }

  /** @throws what the work throws, or the signal's reason as soon as it aborts */
  async wait(signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted()
    this.#waiting += 1
    let onAbort = () => {}
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
    })
    try {
      return await Promise.race([this.#result, aborted])
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#waiting -= 1
      if (this.#waiting === 0 && signal.aborted) this.#controller.abort(signal.reason)
    }
  }
}
