import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { EarmarkError } from '@earmark/core'
import { createFrameReader, writeFrame } from './frames.js'
import type { AnswerMessage, RunMessage, StartMessage } from './messages.js'
import type { Run } from './run.js'
import type { RunPace } from './run-pace.js'
import { startDeadline } from './start-deadline.js'

/** The child's end of the channel: 0, 1 and 2 are its standard streams. */
export const CHANNEL_FD = 3

/** One is at work and one waits in the pipe, so that a child goes on while the parent is busy. */
export const RUNS_PER_PROCESS = 2

const CHILD_ENTRY = fileURLToPath(new URL('../dist/child.js', import.meta.url))
/** How long a child may take to leave once its channel is closed: it may be inside one call to ONNX Runtime. */
const STOP_GRACE_MS = 10_000
const STDERR_TAIL_CHARACTERS = 2000

export interface ProcessExit {
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** The end of what the child wrote to its standard error. */
  stderr: string
}

export interface InferenceProcess {
  pid: number
  /** Sent and not answered yet, oldest first: the first one is at work, the next waits in the pipe. */
  runs: readonly Run[]
  /** Runs answered so far. */
  answered: number
  rssBytes: number
  send(run: Run): void
  /** Closes the channel, so that the child leaves after the run it is in. Resolves when it is gone. */
  stop(): Promise<void>
}

/** What a run was, and what it took. */
export interface RunFigures {
  kind: 'audio' | 'text'
  /** Windows or prompts. */
  size: number
  /** How long the features of its windows took. */
  featuresS: number
  /** All else: the model itself. */
  inferenceS: number
}

export interface InferenceProcessEvents {
  onAnswer(figures: RunFigures): void
  /** These windows could not be heard together. */
  onApart(run: Run): void
  /** The process is gone, asked to or not. These runs were not answered, oldest first. */
  onExit(exit: ProcessExit, unanswered: Run[]): void
  /** The process has not answered its first run within its deadline, and is being killed: no other event comes. */
  onHung(deadlineMs: number, unanswered: Run[]): void
}

export interface StartOptions extends Omit<StartMessage, 'type'> {
  pace: RunPace
  /** How long it may take to load the model. */
  startDeadlineMs: number
}

/**
 * Starts a child process and waits until it has loaded the model. Its events come only after that.
 *
 * @throws EarmarkError the child's own where it cannot load the model, INFERENCE_CRASHED where it ends
 *   while it tries, or does not come to an end
 */
export async function startInferenceProcess(
  { pace, startDeadlineMs, ...start }: StartOptions,
  events: InferenceProcessEvents,
): Promise<InferenceProcess> {
  // Not fork(): its channel would carry the samples as JSON, or copy them once more.
  const child = spawn(process.execPath, [CHILD_ENTRY], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const socket = child.stdio[CHANNEL_FD] as Socket
  // A child that dies breaks the channel; what matters is told by its exit.
  socket.on('error', () => {})
  const exited = waitForExit(child)
  const runs: Run[] = []
  let startedAt = 0
  let onFirstAnswer: ((answer: AnswerMessage) => void) | undefined
  let stopped: Promise<void> | undefined
  let isHung = false
  let callOff = () => {}

  /** The first run is at work from now on. */
  function begin(): void {
    callOff()
    const [run] = runs
    startedAt = performance.now()
    if (!run) return
    const deadlineMs = pace.deadlineMs(run)
    callOff = startDeadline(deadlineMs, () => {
      giveUp()
      events.onHung(deadlineMs, runs.splice(0))
    })
  }

  /** What hangs inside the kernel is not even ended by this: nobody waits for it. */
  function giveUp(): void {
    isHung = true
    child.kill('SIGKILL')
    child.unref()
    socket.destroy()
  }

  const inferenceProcess: InferenceProcess = {
    pid: child.pid ?? 0,
    runs,
    answered: 0,
    rssBytes: 0,
    send(run) {
      runs.push(run)
      if (runs.length === 1) begin()
      writeFrame(socket, toMessage(run), ...run.flatMap(({ numbers }) => numbers ?? []))
    },
    stop() {
      stopped ??= stop()
      return stopped
    },
  }

  const read = createFrameReader<AnswerMessage>(({ message, numbers }) => {
    inferenceProcess.rssBytes = message.rssBytes
    if (onFirstAnswer) {
      onFirstAnswer(message)
      onFirstAnswer = undefined
      return
    }
    inferenceProcess.answered += 1
    const run = runs.shift() ?? []
    if (run.length > 0) pace.note(run, performance.now() - startedAt)
    begin()
    if (message.error === undefined) resolveAll(run, numbers)
    else if (run.length > 1) events.onApart(run)
    else run[0]?.reject(toError(message.error))
    events.onAnswer(toFigures(run, message))
  })
  socket.on('data', read)

  async function stop(): Promise<void> {
    socket.end()
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS)
    await exited
    clearTimeout(timer)
  }

  const firstAnswer = new Promise<AnswerMessage>((resolve) => {
    onFirstAnswer = resolve
  })
  const startMessage: StartMessage = { type: 'start', ...start }
  writeFrame(socket, startMessage)
  const late = new Promise<'late'>((resolve) => {
    callOff = startDeadline(startDeadlineMs, () => resolve('late'))
  })
  const outcome = await Promise.race([firstAnswer, exited, late])
  callOff()
  if (outcome === 'late') {
    giveUp()
    const message = `The inference process did not load the model within ${startDeadlineMs / 1000} s.`
    throw new EarmarkError('INFERENCE_CRASHED', message)
  }
  if (!('type' in outcome)) throw crashError('loading the model', outcome)
  if (outcome.error) {
    await stop()
    throw toError(outcome.error)
  }
  void exited.then((exit) => {
    callOff()
    if (!isHung) events.onExit(exit, runs.splice(0))
  })
  return inferenceProcess
}

function toFigures(run: Run, { runMs, featuresMs }: AnswerMessage): RunFigures {
  const [first] = run
  const text = first?.message.type === 'text' ? first.message : undefined
  return {
    kind: text ? 'text' : 'audio',
    size: text ? text.prompts.length : run.length,
    featuresS: featuresMs / 1000,
    inferenceS: (runMs - featuresMs) / 1000,
  }
}

function toMessage(run: Run): RunMessage {
  const [first] = run
  if (first?.message.type === 'text') return first.message
  return { type: 'audio', lengths: run.map(({ numbers }) => numbers?.length ?? 0) }
}

/** Gives each window its share of a run's numbers, which are as many for each. */
function resolveAll(run: Run, numbers: Float32Array<ArrayBuffer>): void {
  const share = numbers.length / run.length
  for (const [i, call] of run.entries()) {
    call.resolve(run.length === 1 ? numbers : numbers.slice(i * share, (i + 1) * share))
  }
}

/** Waits for "close" and not for "exit": answers that were sent before the end are read first. */
function waitForExit(child: ChildProcess): Promise<ProcessExit> {
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_TAIL_CHARACTERS)
  })
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve({ exitCode: null, signal: null, stderr: message }))
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stderr }))
  })
}

function toError(error: NonNullable<AnswerMessage['error']>): EarmarkError {
  return new EarmarkError(error.code, error.message, { permanent: error.permanent ?? false })
}

/** What to tell the caller in whose call one child after the other has hung. */
export function hungError(during: string, deadlineMs: number): EarmarkError {
  return new EarmarkError(
    'INFERENCE_CRASHED',
    `The inference process did not answer within ${Math.round(deadlineMs / 1000)} s while ${during}, nor did the one that took its place.`,
  )
}

/** What to tell the caller whose call a child died in. */
export function crashError(during: string, exit: ProcessExit): EarmarkError {
  const how = exit.signal ? `was ended by ${exit.signal}` : `ended with code ${exit.exitCode}`
  const lines = exit.stderr.trim().split('\n')
  const said = lines.find((line) => /error/i.test(line)) ?? lines.at(-1)
  return new EarmarkError(
    'INFERENCE_CRASHED',
    `The inference process ${how} while ${during}.${said ? ` It said: ${said}` : ''}`,
  )
}
