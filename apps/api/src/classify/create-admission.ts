import { once } from 'node:events'
import { Tally } from '../http/tally.js'
import { tooMany } from '../http/too-many.js'

export interface Admission {
  /**
   * @param keyId whose clip it is: no API key has all places to itself
   * @throws HttpProblem 429 where as many wait as may, of all or of this key
   */
  enter: (keyId: number) => {
    /** Waits until it is this one's turn. @throws where the signal aborts */
    start: (signal: AbortSignal) => Promise<void>
    leave: () => void
  }
}

const RETRY_AFTER_S = 2

type Waiting = { keyId: number; call: () => void }

/**
 * A line of bounded length: memory and waiting times stay bounded, however many clips are sent at once. Of its places one key
 * has half at most, and of those that work all but one, so that whatever one sends, another gets its turn.
 */
export function createAdmission({
  atOnce,
  waiting,
  doing = { things: 'clips', done: 'classified' },
}: {
  atOnce: number
  waiting: number
  /** What comes, and what is done with it, for the sentence of a refusal. */
  doing?: { things: string; done: string }
}): Admission {
  const capacity = atOnce + waiting
  const keyCapacity = Math.max(1, Math.ceil(capacity / 2))
  const keyAtOnce = Math.max(1, atOnce - 1)
  const entered = new Tally()
  const running = new Tally()
  const line: Waiting[] = []

  return {
    enter(keyId) {
      if (entered.total >= capacity) {
        throw tooMany(
          `${entered.total} ${doing.things} are being ${doing.done} or waiting, as many as may.`,
          RETRY_AFTER_S,
        )
      }
      if (entered.of(keyId) >= keyCapacity) {
        throw tooMany(
          `${entered.of(keyId)} ${doing.things} of this API key are being ${doing.done} or waiting, as many as one may have.`,
          RETRY_AFTER_S,
        )
      }
      entered.add(keyId)
      let isRunning = false
      let isGone = false

      return {
        async start(signal) {
          if (mayRun(keyId)) running.add(keyId)
          else await waitForTurn(keyId, signal)
          isRunning = true
        },
        leave() {
          if (isGone) return
          isGone = true
          entered.remove(keyId)
          if (isRunning) stopRunning(keyId)
        },
      }
    },
  }

  function mayRun(keyId: number): boolean {
    return running.total < atOnce && running.of(keyId) < keyAtOnce
  }

  /** Hands the place on to the first in line whose key may have it. */
  function stopRunning(keyId: number): void {
    running.remove(keyId)
    const next = line.findIndex((one) => mayRun(one.keyId))
    if (next < 0) return
    const [called] = line.splice(next, 1)
    if (!called) return
    running.add(called.keyId)
    called.call()
  }

  async function waitForTurn(keyId: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    let call = () => {}
    const turn = new Promise<void>((resolve) => {
      call = resolve
    })
    const mine = { keyId, call: () => call() }
    line.push(mine)
    const stopListening = new AbortController()
    const aborted = once(signal, 'abort', { signal: stopListening.signal }).then(
      () => true,
      () => false,
    )
    const isAborted = await Promise.race([turn.then(() => false), aborted])
    stopListening.abort()
    if (!isAborted) return
    const place = line.indexOf(mine)
    if (place >= 0) line.splice(place, 1)
    // Called up and gone in the same moment: the place is the next one's.
    else stopRunning(keyId)
    signal.throwIfAborted()
  }
}
