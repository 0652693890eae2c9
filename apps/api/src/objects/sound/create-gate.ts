/** Lets so many pieces of work run at a time; the others wait in a line, and leave it where their signal aborts. */
export function createGate(places: number) {
  let free = places
  const line: (() => void)[] = []

  return async function pass<Result>(signal: AbortSignal, work: () => Promise<Result>) {
    signal.throwIfAborted()
    if (free > 0) free--
    else await waitForTurn(signal)
    try {
      return await work()
    } finally {
      const next = line.shift()
      if (next) next()
      else free++
    }
  }

  function waitForTurn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        line.splice(line.indexOf(enter), 1)
        reject(signal.reason)
      }
      const enter = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      signal.addEventListener('abort', leave, { once: true })
      line.push(enter)
    })
  }
}
