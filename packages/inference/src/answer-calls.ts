import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net'
import { setPriority } from 'node:os'
import { EarmarkError, reasonOf } from '@earmark/core'
import { createFrameReader, type Frame, writeFrame } from './frames.js'
import { CHANNEL_FD, RUNS_PER_PROCESS } from './inference-process.js'
import type { AnswerMessage, RunMessage, StartMessage } from './messages.js'
import { openTowers, type Towers } from './open-towers.js'

const READ_BYTES = 1 << 18

/** Answers the parent's messages one after the other, until the parent closes the channel or is gone. */
export function answerCalls(): void {
  let towers: Towers | undefined
  let lastAnswer = Promise.resolve()
  let featuresMs = 0

  const read = createFrameReader<StartMessage | RunMessage>(
    (frame) => {
      lastAnswer = lastAnswer.then(() => answer(frame))
    },
    // The parent sends no more than this ahead of their answers.
    { reusedBuffers: RUNS_PER_PROCESS },
  )
  const onread: OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(READ_BYTES),
    callback(bytes: number, buffer: Uint8Array) {
      read(buffer.subarray(0, bytes))
      return true
    },
  }
  // Into one buffer again and again, where a socket would otherwise allocate one for every 64 KB.
  const options: SocketConstructorOpts & { onread: OnReadOpts } = { fd: CHANNEL_FD, onread }
  const socket = new Socket(options)

  async function answer(frame: Frame<StartMessage | RunMessage>): Promise<void> {
    featuresMs = 0
    const startedAt = performance.now()
    const figures = () => ({
      rssBytes: process.memoryUsage.rss(),
      runMs: performance.now() - startedAt,
      featuresMs,
    })
    try {
      const numbers = await run(frame)
      send({ type: 'done', ...figures() }, numbers)
    } catch (error) {
      const { code, message, permanent } = toEarmarkError(error)
      send({ type: 'failed', ...figures(), error: { code, message, permanent } })
    }
  }

  const send = (message: AnswerMessage, numbers?: Float32Array) =>
    writeFrame(socket, message, ...(numbers ? [numbers] : []))

  async function run({ message, numbers }: Frame<StartMessage | RunMessage>) {
    if (message.type === 'start') {
      // Before the model is loaded: the threads that it starts stand where this one does.
      setPriority(message.niceness)
      towers = await openTowers(message.model, {
        executionProvider: message.executionProvider,
        onFeatures: (ms) => {
          featuresMs += ms
        },
      })
      return undefined
    }
    if (towers === undefined) throw new Error('A call came before the model.')
    if (message.type === 'text') return towers.embedTexts(message.prompts)
    return towers.hear(splitWindows(numbers, message.lengths))
  }

  // The parent closes the channel to stop this process; the kernel closes it where the parent dies in any way at all.
  socket.on('close', () => process.exit(0))
  socket.on('error', () => process.exit(0))
}

function toEarmarkError(error: unknown): EarmarkError {
  if (error instanceof EarmarkError) return error
  return new EarmarkError('INTERNAL', `Inference failed: ${reasonOf(error)}`)
}

function splitWindows(samples: Float32Array, lengths: readonly number[]): Float32Array[] {
  let start = 0
  return lengths.map((length) => {
    const window = samples.subarray(start, start + length)
    start += length
    return window
  })
}
