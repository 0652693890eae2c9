import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { EarmarkError } from '@earmark/core'
import { createFrameReader, writeFrame } from './frames.js'
import type { AnswerMessage, CallMessage, StartMessage } from './messages.js'

/** The child's end of the channel: 0, 1 and 2 are its standard streams. */
export const CHANNEL_FD = 3

/** One call runs and one waits in the pipe, so that a child goes on while the parent is busy. */
export const CALLS_PER_PROCESS = 2

const CHILD_ENTRY = fileURLToPath(new URL('../dist/child.js', import.meta.url))
/** How long a child may take to leave once its channel is closed: it may be inside one call to ONNX Runtime. */
const STOP_GRACE_MS = 10_000
const STDERR_TAIL_CHARACTERS = 2000

/** Work for a child, settled exactly once. */
export interface Call {
  message: CallMessage
  numbers?: Float32Array
  resolve(numbers: Float32Array<ArrayBuffer>): void
  reject(error: EarmarkError): void
}

export interface ProcessExit {
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** The end of what the child wrote to its standard error. */
  stderr: string
}

export interface InferenceProcess {
  pid: number
  /** Calls sent and not answered yet, oldest first: the first one is running, the next waits in the pipe. */
  calls: readonly Call[]
  /** Calls answered so far. */
  answered: number
  rssBytes: number
  send(call: Call): void
  /** Closes the channel, so that the child leaves after the call it is in. Resolves when it is gone. */
  stop(): Promise<void>
}

export interface InferenceProcessEvents {
  onAnswer(): void
  /** The process is gone, asked to or not. These calls were not answered, oldest first. */
  onExit(exit: ProcessExit, unanswered: Call[]): void
}

/**
 * Starts a child process and waits until it has loaded the model. Its events come only after that.
 *
 * @throws EarmarkError the child's own where it cannot load the model, INFERENCE_CRASHED where it ends while it tries
 */
export async function startInferenceProcess(
  start: Omit<StartMessage, 'type'>,
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
  const calls: Call[] = []
  let onFirstAnswer: ((answer: AnswerMessage) => void) | undefined
  let stopped: Promise<void> | undefined

  const inferenceProcess: InferenceProcess = {
    pid: child.pid ?? 0,
    calls,
    answered: 0,
    rssBytes: 0,
    send(call) {
      calls.push(call)
      writeFrame(socket, call.message, call.numbers)
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
    const call = calls.shift()
    if (message.error) call?.reject(toError(message.error))
    else call?.resolve(numbers)
    events.onAnswer()
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
  const outcome = await Promise.race([firstAnswer, exited])
  if (!('type' in outcome)) throw crashError('loading the model', outcome)
  if (outcome.error) {
    await stop()
    throw toError(outcome.error)
  }
  void exited.then((exit) => events.onExit(exit, calls.splice(0)))
  return inferenceProcess
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
