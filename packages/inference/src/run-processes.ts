import { EarmarkError, reasonOf } from '@earmark/core'
import { createCallQueue } from './create-call-queue.js'
import {
  crashError,
  hungError,
  type InferenceProcess,
  type InferenceProcessEvents,
  type ProcessExit,
  RUNS_PER_PROCESS,
  type RunFigures,
} from './inference-process.js'
import type { Call, Run } from './run.js'

export type InferencePoolEvent =
  | { type: 'started'; pid: number }
  /** Unasked for; another process takes its place. */
  | ({ type: 'crashed'; pid: number } & ProcessExit)
  /** It did not answer in time and was killed; another process takes its place. */
  | { type: 'hung'; pid: number; deadlineMs: number }
  /** It had grown past its limit. */
  | { type: 'replaced'; pid: number; rssMb: number }
  /** A process that should take another's place does not come up. */
  | { type: 'start-failed'; error: unknown }

export interface RunProcessesOptions {
  startProcess: (events: InferenceProcessEvents) => Promise<InferenceProcess>
  /** How many processes to keep running. */
  size: number
  /** How many windows a process is given at once, at most. */
  windowsPerRun: number
  maxRssMb: number
  onEvent: (event: InferencePoolEvent) => void
  onRun: (figures: RunFigures) => void
}

/** Keeps a number of processes running and hands them calls. */
export interface RunningProcesses {
  add(call: Call): void
  /** Drops a call that no process has begun. */
  remove(call: Call): void
  /** Resolves when every call is settled and every process gone. */
  stop(): Promise<void>
  pids(): number[]
  rssBytes(): number
}

/** A limit below what the model needs would otherwise replace a process after every call. */
const MIN_CALLS_BEFORE_REPLACEMENT = 100
const FIRST_RETRY_MS = 1000
const MAX_RETRY_MS = 30_000
const BYTES_PER_MB = 1e6

/** @throws what the first process that does not come up throws; the others are stopped */
export async function runProcesses(options: RunProcessesOptions): Promise<RunningProcesses> {
  const { startProcess, size, windowsPerRun, maxRssMb, onEvent, onRun } = options
  const queue = createCallQueue()
  /** Those that take calls. The first one also takes prompts: one text tower in memory is enough. */
  const active: InferenceProcess[] = []
  /** Still active, with a successor on its way. */
  const outgoing = new Set<InferenceProcess>()
  /** No longer active, but inside their last calls. */
  const leaving = new Set<InferenceProcess>()
  const starting = new Set<Promise<InferenceProcess>>()
  let retryMs = FIRST_RETRY_MS
  let retryTimer: NodeJS.Timeout | undefined
  let isStopping = false
  let whenIdle = () => {}

  async function start(): Promise<void> {
    const coming = startProcess({
      onAnswer: (figures) => {
        onRun(figures)
        afterAnswer(started)
      },
      onApart: (run) => queue.putBack(takenApart(run)),
      onExit: (exit, unanswered) => afterExit(started, exit, unanswered),
      onHung: (deadlineMs, unanswered) => afterHang(started, deadlineMs, unanswered),
    })
    starting.add(coming)
    const started = await coming.finally(() => starting.delete(coming))
    if (isStopping) return started.stop()
    active.push(started)
    onEvent({ type: 'started', pid: started.pid })
  }

  /** Starts what is missing. Never throws: where nothing comes up, the waiting calls are told. */
  async function refill(): Promise<void> {
    clearTimeout(retryTimer)
    while (!isStopping && active.length - outgoing.size + starting.size < size) {
      try {
        await start()
        retryMs = FIRST_RETRY_MS
      } catch (error) {
        onEvent({ type: 'start-failed', error })
        outgoing.clear()
        if (active.length === 0) rejectWaiting(error)
        retryLater()
        return
      }
      for (const old of [...outgoing].slice(0, Math.max(0, active.length - size))) retire(old)
      proceed()
    }
  }

  function retryLater(): void {
    if (isStopping) return
    clearTimeout(retryTimer)
    retryTimer = setTimeout(() => void refill(), retryMs)
    retryMs = Math.min(2 * retryMs, MAX_RETRY_MS)
  }

  function rejectWaiting(cause: unknown): void {
    const message = `No inference process can be started: ${reasonOf(cause)}`
    for (const call of queue.clear()) {
      call.reject(new EarmarkError('WORKER_FAULT', message, { cause }))
    }
    proceed()
  }

  function retire(old: InferenceProcess): void {
    outgoing.delete(old)
    active.splice(active.indexOf(old), 1)
    leaving.add(old)
    onEvent({ type: 'replaced', pid: old.pid, rssMb: Math.round(old.rssBytes / BYTES_PER_MB) })
  }

  function afterAnswer(child: InferenceProcess): void {
    const hasGrown = child.rssBytes > maxRssMb * BYTES_PER_MB
    const isDue = child.answered % MIN_CALLS_BEFORE_REPLACEMENT === 0
    if (hasGrown && isDue && active.includes(child) && !isStopping) {
      outgoing.add(child)
      void refill()
    }
    proceed()
  }

  function afterExit(child: InferenceProcess, exit: ProcessExit, unanswered: Run[]): void {
    const [running, ...waiting] = unanswered
    const [first] = running ?? []
    queue.putBack(waiting.flat())
    // Of several windows nobody knows which one it was.
    if (running && running.length > 1) queue.putBack(takenApart(running))
    else first?.reject(crashError(workOf(first), exit))
    const wasActive = forget(child)
    if (!isStopping || running) {
      if (wasActive || running) onEvent({ type: 'crashed', pid: child.pid, ...exit })
      // One that dies without ever being asked anything would do so again at once.
      if (child.answered === 0 && !running) retryLater()
      else void refill()
    }
    proceed()
  }

  /** The run that it hangs in is tried once more, by another process and each window alone. */
  function afterHang(child: InferenceProcess, deadlineMs: number, unanswered: Run[]): void {
    const [running = [], ...waiting] = unanswered
    queue.putBack(waiting.flat())
    const hopeless = running.filter(({ hasHung }) => hasHung)
    const again = running.filter(({ hasHung }) => !hasHung)
    for (const call of hopeless) call.reject(hungError(workOf(call), deadlineMs))
    queue.putBack(takenApart(again).map((call) => Object.assign(call, { hasHung: true })))
    forget(child)
    onEvent({ type: 'hung', pid: child.pid, deadlineMs })
    void refill()
    proceed()
  }

  /** @returns whether it took calls */
  function forget(child: InferenceProcess): boolean {
    const wasActive = active.includes(child)
    if (wasActive) active.splice(active.indexOf(child), 1)
    outgoing.delete(child)
    leaving.delete(child)
    return wasActive
  }

  /** Hands out calls, the idle processes first, and lets go of those that have nothing left to do. */
  function proceed(): void {
    for (let load = 0; load < RUNS_PER_PROCESS; load += 1) {
      for (const child of active) {
        if (child.runs.length !== load) continue
        const run = queue.take(child === active[0], windowsPerRun)
        if (run.length > 0) child.send(run)
      }
    }
    for (const child of leaving) if (child.runs.length === 0) void child.stop()
    const hasWork = [...active, ...leaving].some(({ runs }) => runs.length > 0)
    if (!hasWork && queue.isEmpty()) whenIdle()
  }

  const started = await Promise.allSettled(Array.from({ length: size }, start))
  const failure = started.find((result) => result.status === 'rejected')
  if (failure) {
    isStopping = true
    await Promise.all(active.map((child) => child.stop()))
    throw failure.reason
  }

  return {
    add(call) {
      queue.add(call)
      proceed()
    },
    remove(call) {
      queue.remove(call)
      proceed()
    },
    async stop() {
      await new Promise<void>((resolve) => {
        whenIdle = resolve
        proceed()
      })
      isStopping = true
      clearTimeout(retryTimer)
      await Promise.all([...active, ...leaving].map((child) => child.stop()))
      await Promise.allSettled(starting)
    },
    pids: () => active.map(({ pid }) => pid),
    rssBytes: () => [...active, ...leaving].reduce((sum, { rssBytes }) => sum + rssBytes, 0),
  }
}

function takenApart(run: Run): Call[] {
  return run.map((call) => Object.assign(call, { isAlone: true }))
}

function workOf({ message }: Call): string {
  return message.type === 'text' ? 'embedding prompts' : 'embedding a window'
}
