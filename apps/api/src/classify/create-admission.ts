import { once } from 'node:events'
import { HttpProblem } from '../http-problem.js'

export interface Admission {
  /** @throws HttpProblem 429 where as many wait as may */
  enter: () => {
    /** Waits until it is this one's turn. @throws where the signal aborts */
    start: (signal: AbortSignal) => Promise<void>
    leave: () => void
  }
}

const RETRY_AFTER_S = 2

/** A line of bounded length: memory and waiting times stay bounded, however many clips are sent at once. */
export function createAdmission({
  atOnce,
  waiting,
}: {
  atOnce: number
  waiting: number
}): Admission {
  const capacity = atOnce + waiting
  let entered = 0
  let running = 0
  const line: (() => void)[] = []

  return {
    enter() {
      if (entered >= capacity) {
        throw new HttpProblem(
          429,
          'TOO_MANY_REQUESTS',
          `${entered} clips are being classified or waiting, as many as may. Try again in ${RETRY_AFTER_S} seconds.`,
          { headers: { 'retry-after': String(RETRY_AFTER_S) } },
        )
      }
      entered += 1
      let isRunning = false
      let isGone = false

      return {
        async start(signal) {
          if (running >= atOnce) await waitForTurn(signal)
          else running += 1
          isRunning = true
        },
        leave() {
          if (isGone) return
          isGone = true
          entered -= 1
          if (!isRunning) return
          const next = line.shift()
          // The place passes on to the next one; only where nobody waits is it free.
          if (next) next()
          else running -= 1
        },
      }
    },
  }

  async function waitForTurn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    let myTurn = () => {}
    const turn = new Promise<void>((resolve) => {
      myTurn = resolve
    })
    line.push(myTurn)
    const stopListening = new AbortController()
    const aborted = once(signal, 'abort', { signal: stopListening.signal }).then(
      () => true,
      () => false,
    )
    const isAborted = await Promise.race([turn.then(() => false), aborted])
    stopListening.abort()
    if (!isAborted) return
    const place = line.indexOf(myTurn)
    if (place >= 0) line.splice(place, 1)
    // Called up and gone in the same moment: the place is the next one's.
    else
      (
        line.shift() ??
        (() => {
          running -= 1
        })
      )()
    signal.throwIfAborted()
  }
}
