type UnderWay<Result> = { waiting: number; stop: AbortController; result: Promise<Result> }

/** What several ask for at once is done once. It is stopped where all of them have gone away. */
export function createSharedWork<Result>() {
  const underWay = new Map<string, UnderWay<Result>>()

  return async function share(
    key: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    signal.throwIfAborted()
    const one = underWay.get(key) ?? start(key, work)
    one.waiting++
    try {
      return await orAborted(one.result, signal)
    } finally {
      one.waiting--
      if (one.waiting === 0) {
        forget(key, one)
        one.stop.abort(signal.reason)
      }
    }
  }

  function start(key: string, work: (signal: AbortSignal) => Promise<Result>): UnderWay<Result> {
    const stop = new AbortController()
    const one = { waiting: 0, stop, result: work(stop.signal) }
    underWay.set(key, one)
    one.result.catch(() => {}).finally(() => forget(key, one))
    return one
  }

  function forget(key: string, one: UnderWay<Result>): void {
    if (underWay.get(key) === one) underWay.delete(key)
  }
}

function orAborted<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}
