import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { EarmarkError } from '@earmark/core/errors'
import type { ChildMessage, ParentMessage } from './serve-as-child.js'

const STOP_TIMEOUT_MS = 20_000
const STDERR_TAIL_CHARACTERS = 4_000

export interface ServerExit {
  code: number | null
  signal: NodeJS.Signals | null
  /** True where stop() was called before. */
  expected: boolean
  /** The last that the process wrote to its standard error. */
  stderrTail: string
}

/** A server in a child process of its own. It ends with its parent, however the parent ends. */
export interface ServerProcess {
  port: number
  pid: number
  /** Resolves when the server's process gets round to an answer; never where it hangs or is gone. */
  answer(): Promise<void>
  /** Ends it at once. `exited` says that nobody expected it. */
  kill(): void
  /** Closes the server in good order; kills it where that takes longer than 20 s. */
  stop(): Promise<void>
  /** Resolves, and never rejects, when the process has ended for whatever reason. */
  exited: Promise<ServerExit>
}

/**
 * Starts a server's child process and waits until it listens.
 *
 * @param child entry file, built
 * @param options handed to the child over IPC, so that no secret shows in the process list
 * @throws EarmarkError CONFLICT with the child's own sentence where it cannot start
 */
export async function startChild<Options>(
  child: URL,
  options: Options,
): Promise<ServerProcess & { details: Record<string, string> }> {
  const subprocess = fork(fileURLToPath(child), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let stderrTail = ''
  subprocess.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-STDERR_TAIL_CHARACTERS)
  })
  let stopping = false
  const exited = new Promise<ServerExit>((resolve) => {
    subprocess.once('close', (code, signal) =>
      resolve({ code, signal, expected: stopping, stderrTail }),
    )
  })
  // A child that died can no longer be told anything; `exited` reports it.
  subprocess.on('error', () => undefined)
  const send = (message: ParentMessage<Options>) => {
    if (subprocess.connected) subprocess.send(message, () => undefined)
  }

  const started = new Promise<Extract<ChildMessage, { type: 'ready' }>>((resolve, reject) => {
    subprocess.once('message', (message: ChildMessage) => {
      if (message.type === 'ready') resolve(message)
      else if (message.type === 'failed')
        reject(new EarmarkError('CONFLICT', message.message, { permanent: true }))
    })
    subprocess.once('error', reject)
    exited.then(
      ({ code, signal }) =>
        reject(
          new EarmarkError(
            'INTERNAL',
            `${fileURLToPath(child)} ended with ${signal ?? `code ${code}`} before it listened. ${stderrTail.trim()}`,
          ),
        ),
      reject,
    )
  })
  send({ type: 'start', options })
  const { port, details } = await started

  const stop = async () => {
    stopping = true
    send({ type: 'stop' })
    const timer = setTimeout(() => subprocess.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await exited
    clearTimeout(timer)
  }
  const answer = () => {
    const answered = new Promise<void>((resolve) => {
      const hear = (message: ChildMessage) => {
        if (message.type !== 'alive') return
        subprocess.off('message', hear)
        resolve()
      }
      subprocess.on('message', hear)
    })
    send({ type: 'ask' })
    return answered
  }
  const kill = () => void subprocess.kill('SIGKILL')
  return { port, pid: subprocess.pid as number, answer, kill, stop, exited, details }
}
