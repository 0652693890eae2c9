import type { ListeningEvent } from '@earmark/client'

type Listening = Extract<ListeningEvent, { type: 'listening' }>
type Heard = Extract<ListeningEvent, { type: 'window' }>

export interface LiveWindow extends Pick<Heard, 'scores' | 'levelDb'> {
  /** Where its new sound begins and ends, in seconds since the listening began. */
  beginS: number
  endS: number
  /** From when the page had heard its last sample to its scores; null where that is not known. */
  behindMs: number | null
}

export interface LiveState {
  phase: 'off' | 'opening' | 'listening' | 'waiting'
  /** Why it has ended, or is tried again. */
  problem: unknown
  /** What the API says to the last change. */
  complaint: string | null
  /** What holds now. */
  listening: Listening | null
  /** Of the last minute, the oldest first. */
  windows: readonly LiveWindow[]
  /** Windows that nobody heard, since the model was slower than the sound. */
  droppedWindows: number
  /** Seconds of sound that did not get to the model, since the network was slower than the sound. */
  lostS: number
}

export const off: LiveState = {
  phase: 'off',
  problem: null,
  complaint: null,
  listening: null,
  windows: [],
  droppedWindows: 0,
  lostS: 0,
}

export const SHOWN_S = 60

/**
 * The state after what the API said.
 *
 * @param heardS when what a window ends with had been heard, in seconds since the listening began
 * @param nowS likewise, now
 */
export function afterEvent(
  state: LiveState,
  event: ListeningEvent,
  { heardS, nowS }: { heardS: number | null; nowS: number },
): LiveState {
  switch (event.type) {
    case 'listening':
      return { ...state, phase: 'listening', problem: null, complaint: null, listening: event }
    case 'window': {
      const { scores, levelDb } = event
      const endS = heardS ?? nowS
      const hopS = state.listening?.hopS ?? 1
      const lastEndS = state.windows.at(-1)?.endS ?? Number.NEGATIVE_INFINITY
      const beginS = Math.min(
        endS,
        placeOf(endS - Math.min(hopS, event.endS - event.startS), lastEndS, hopS),
      )
      const behindMs = heardS === null ? null : Math.round((nowS - heardS) * 1000)
      const window = { scores, levelDb, beginS, endS, behindMs }
      const shown = state.windows.filter((one) => one.endS > endS - SHOWN_S)
      return { ...state, windows: [...shown, window] }
    }
    case 'dropped':
      return {
        ...state,
        droppedWindows: state.droppedWindows + event.windows,
        lostS: state.lostS + event.soundS,
      }
    case 'problem':
      return { ...state, complaint: event.detail }
    default:
      return state
  }
}

/** Where a window is drawn from: no two share a place, and what clocks differ by is no pause. */
function placeOf(beginS: number, lastEndS: number, hopS: number): number {
  return beginS - lastEndS < hopS / 2 ? lastEndS : beginS
}
