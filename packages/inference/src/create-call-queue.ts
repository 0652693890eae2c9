import type { Call, Run } from './run.js'

/** Calls that no process has yet, oldest first within their kind. */
export interface CallQueue {
  add(call: Call): void
  /** Puts calls that were sent but never begun back to the front, oldest first. */
  putBack(calls: readonly Call[]): void
  /**
   * The next prompts, or up to so many windows. Where prompts may be taken, windows and prompts take turns, so that
   * neither waits for all the other.
   *
   * @returns nothing where nothing waits
   */
  take(mayTakeText: boolean, maxWindows: number): Run
  /** Forgets a call; does nothing where it has been taken. */
  remove(call: Call): void
  /** Takes all calls. */
  clear(): Call[]
  isEmpty(): boolean
}

export function createCallQueue(): CallQueue {
  const waiting: Record<Call['message']['type'], Call[]> = { audio: [], text: [] }
  let isTextsTurn = true

  return {
    add(call) {
      waiting[call.message.type].push(call)
    },
    putBack(calls) {
      for (const call of calls.toReversed()) waiting[call.message.type].unshift(call)
    },
    take(mayTakeText, maxWindows) {
      const { audio, text } = waiting
      if (mayTakeText && text.length > 0 && (isTextsTurn || audio.length === 0)) {
        isTextsTurn = false
        return text.splice(0, 1)
      }
      if (mayTakeText) isTextsTurn = true
      const alone = audio.findIndex(({ isAlone }) => isAlone)
      return audio.splice(0, alone === -1 ? maxWindows : Math.min(maxWindows, Math.max(1, alone)))
    },
    remove(call) {
      const calls = waiting[call.message.type]
      const at = calls.indexOf(call)
      if (at >= 0) calls.splice(at, 1)
    },
    clear() {
      return [...waiting.text.splice(0), ...waiting.audio.splice(0)]
    },
    isEmpty: () => waiting.audio.length + waiting.text.length === 0,
  }
}
