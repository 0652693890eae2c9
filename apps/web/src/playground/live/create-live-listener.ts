import { closeMicrophone, explainMicrophone, openMicrophone } from '../sound/microphone'
import { createLine, type Line } from './connection/create-line'
import type { LiveQuestion } from './connection/question'
import { afterEvent, type LiveState, off } from './live-state'
import { type Capture, openCapture } from './microphone/open-capture'

export interface LiveListener {
  subscribe: (listener: () => void) => () => void
  getState: () => LiveState
  start: (question: LiveQuestion) => void
  /** Of what is listened for from now on; nothing where nobody listens. */
  ask: (question: LiveQuestion) => void
  /** Ends stream and microphone; what was heard last stays to be read. */
  stop: () => void
}

/** The microphone over `GET /v1/listen`, until somebody stops it. */
export function createLiveListener(): LiveListener {
  const listeners = new Set<() => void>()
  let state = off
  let question: LiveQuestion
  let line: Line | undefined
  let running: AbortController | undefined

  function set(change: Partial<LiveState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  function end(run: AbortController | undefined, problem: unknown): void {
    if (!run || run.signal.aborted) return
    run.abort()
    line = undefined
    set({ phase: 'off', problem })
  }

  async function listen(run: AbortController): Promise<void> {
    const { signal } = run
    let stream: MediaStream | undefined
    let capture: Capture | undefined
    try {
      stream = await openMicrophone().catch((reason) => {
        throw new Error(explainMicrophone(reason), { cause: reason })
      })
      signal.throwIfAborted()
      for (const track of stream.getTracks()) {
        track.onended = () =>
          end(run, new Error('The microphone is gone. Plug it in, and listen again.'))
      }
      capture = await openCapture(stream, send)
      signal.throwIfAborted()
      line = openLine(capture.sampleRate, signal)
      await line.run()
    } catch (problem) {
      end(run, problem)
    } finally {
      capture?.close()
      closeMicrophone(stream)
    }
  }

  function openLine(sampleRate: number, signal: AbortSignal): Line {
    const beganMs = performance.now()
    const events = {
      onEvent(event: Parameters<typeof afterEvent>[1], heardMs: number | null) {
        if (signal.aborted) return
        const nowS = (performance.now() - beganMs) / 1000
        const heardS = heardMs === null ? null : (heardMs - beganMs) / 1000
        set(afterEvent(state, event, { heardS, nowS }))
      },
      onBreak: (problem: Error) => set({ phase: 'waiting', problem }),
    }
    return createLine(sampleRate, question, events, signal)
  }

  function send(samples: Int16Array<ArrayBuffer>, seconds: number): void {
    if (!line || line.sendSound(samples) || state.phase !== 'listening') return
    set({ lostS: state.lostS + seconds })
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    getState: () => state,
    start(asked) {
      end(running, null)
      question = asked
      running = new AbortController()
      set({ ...off, phase: 'opening' })
      void listen(running)
    },
    ask(next) {
      question = next
      line?.ask(next)
    },
    stop: () => end(running, null),
  }
}
