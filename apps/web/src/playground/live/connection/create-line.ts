import { ApiError, type ListeningEvent } from '@earmark/client'
import { describeClose } from './describe-close'
import { type Connection, NoWebSocket, openConnection } from './open-connection'
import { type LiveQuestion, toChange, toQuery } from './question'
import { createSoundClock, type SoundClock } from './sound-clock'

export interface Line {
  /** @returns whether it was sent: where there is no connection, or a slow one, it is not */
  sendSound: (samples: Int16Array<ArrayBuffer>) => boolean
  ask: (question: LiveQuestion) => void
  /**
   * Listens until the signal says otherwise. What breaks off is opened again, after waits that grow from one second to ten.
   *
   * @throws what trying again would not help
   */
  run: () => Promise<void>
}

interface LineEvents {
  /** @param heardMs when what a window ends with had been heard; null where that is not known */
  onEvent: (event: ListeningEvent, heardMs: number | null) => void
  onBreak: (reason: Error) => void
}

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 10_000

/** Sound to the API and scores back, over one connection after the other. */
export function createLine(
  sampleRate: number,
  first: LiveQuestion,
  { onEvent, onBreak }: LineEvents,
  signal: AbortSignal,
): Line {
  let question = first
  let open: { connection: Connection; clock: SoundClock; asked: LiveQuestion } | undefined
  let waitMs = FIRST_WAIT_MS

  /** @returns why it broke off; null where another one is wanted at once */
  async function connectOnce(): Promise<Error | null> {
    const clock = createSoundClock(sampleRate)
    const asked = question
    const connection = await openConnection(
      toQuery(asked, sampleRate),
      (event) => {
        waitMs = FIRST_WAIT_MS
        onEvent(event, event.type === 'window' ? clock.at(event.endS) : null)
      },
      signal,
    )
    open = { connection, clock, asked }
    tellChange()
    const closed = await connection.closed
    // The API takes a window's length at the beginning only.
    if (open.asked.windowS !== question.windowS) return null
    const { sentence, isFinal } = describeClose(closed)
    const error = new Error(sentence)
    if (isFinal) throw error
    return error
  }

  function tellChange(): void {
    if (!open) return
    const { connection, asked } = open
    if (asked.windowS !== question.windowS) {
      connection.close()
      return
    }
    const change = toChange(asked, question)
    if (change) connection.send(change)
    open.asked = question
  }

  return {
    sendSound(samples) {
      if (!open?.connection.sendSound(samples)) return false
      open.clock.add(samples.length, performance.now())
      return true
    },
    ask(next) {
      question = next
      tellChange()
    },
    async run() {
      for (let isFirst = true; !signal.aborted; isFirst = false) {
        const reason = await connectOnce().catch((error: unknown) => {
          if (isFirst || !isPassing(error)) throw error
          return error
        })
        open = undefined
        if (signal.aborted) return
        if (reason === null) continue
        onBreak(reason)
        await wait(waitMs, signal)
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
      }
    },
  }
}

/** An API that restarts is away for a while, and its places may not be free at once. */
function isPassing(error: unknown): error is Error {
  return error instanceof NoWebSocket || (error instanceof ApiError && error.isTransient)
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
