import type { listeningEvent, routes } from '@earmark/contract'
import { createListener, createPace, type HeardWindow } from '@earmark/listen'
import type { WebSocket } from '@fastify/websocket'
import type { FastifyBaseLogger } from 'fastify'
import type { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import { toProblem } from '../http/error-handler.js'
import type { createGate } from '../objects/sound/create-gate.js'
import { countDrops } from './count-drops.js'
import { createChanges } from './create-changes.js'
import { openLiveSound } from './live-sound.js'
import { type ListenerMessage, readMessage } from './read-message.js'
import { type AskedLabels, resolveQuestion } from './resolve-question.js'
import { watchConnection } from './watch-connection.js'

type ListenQuery = z.output<typeof routes.listen.query>
/** What holds now. */
export type Listening = Omit<ListenQuery, keyof AskedLabels> & AskedLabels & { windowS: number }
type Change = Omit<Extract<ListenerMessage, { type: 'set' }>, 'type'>

type ListenerDependencies = ApiDependencies & {
  authenticate: () => Promise<unknown>
  /** What all listeners share. */
  gate: ReturnType<typeof createGate>
}

/** A listener that takes nothing in gets no scores until it does. */
const MAX_BACKLOG_BYTES = 256 * 1024
/** So much ahead of the clock may sound come, as from a player that had kept some. */
const MAX_AHEAD_S = 20
const DONE = 1000
const FAILED = 1011

/** Hears what one WebSocket brings, and answers with scores, until either side ends it. */
export async function answerListener(
  deps: ListenerDependencies,
  socket: WebSocket,
  asked: Listening,
  log: FastifyBaseLogger,
): Promise<void> {
  const gone = new AbortController()
  socket.once('close', () => gone.abort(new Error('the listener has gone')))
  // Nobody takes messages before the model is there.
  socket.pause()
  try {
    await start(deps, socket, asked, { log, signal: gone.signal })
    socket.resume()
  } catch (error) {
    if (gone.signal.aborted) return
    log.error({ err: error }, 'Listener not answered')
    socket.close(FAILED, 'Something went wrong inside Earmark.')
  }
}

async function start(
  deps: ListenerDependencies,
  socket: WebSocket,
  asked: Listening,
  { log, signal }: { log: FastifyBaseLogger; signal: AbortSignal },
): Promise<void> {
  const { model, ffmpegPath } = deps
  let now = asked
  const pool = await deps.inference.get()
  const question = await resolveQuestion(deps, now, signal)
  signal.throwIfAborted()

  const drops = countDrops((dropped) => send({ type: 'dropped', ...dropped }))
  const pace = createPace()
  const listener = createListener({
    sampleRate: model.sampleRate,
    windowS: now.windowS,
    hopS: now.hopS,
    question,
    hear: (samples) =>
      deps.gate(signal, () =>
        model.kind === 'clap'
          ? pool.embed(samples, { signal })
          : pool.classify(samples, { signal }),
      ),
    onWindow: sendWindow,
    onDropped: (windows) => drops.add({ windows: windows.length }),
    onFailure(error) {
      if (signal.aborted) return
      log.warn({ err: error }, 'Window not heard')
      drops.add({ windows: 1 })
    },
  })
  const sound = openLiveSound({ sampleRate: model.sampleRate, ffmpegPath, signal }, now, {
    onSound(samples) {
      const seconds = samples.length / model.sampleRate
      if (pace.add(seconds) <= MAX_AHEAD_S) listener.push(samples)
      else drops.add({ soundS: seconds })
    },
    onOpen: (opened) => send({ type: 'sound', ...opened }),
    onEnd(error) {
      listener.gap()
      if (error !== null) sendProblem(error)
    },
    onDrain: () => socket.resume(),
  })
  const changes = createChanges((change: Change) => applyChange(change).catch(sendProblem))
  const watch = watchConnection(socket, deps.authenticate)

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isBinary) {
      readText(data.toString())
      return
    }
    watch.heard()
    if (!sound.write(data)) socket.pause()
  })
  socket.once('close', (code) => {
    watch.stop()
    drops.stop()
    sound.destroy()
    log.info({ code, soundS: Math.round(listener.soundS()) }, 'Listener gone')
  })
  sayListening(question.labels)

  function readText(text: string): void {
    try {
      const { type, ...change } = readMessage(text)
      if (type === 'set') changes.add(change)
      else void end()
    } catch (error) {
      sendProblem(error)
    }
  }

  async function applyChange(change: Change): Promise<void> {
    const asks = change.labels !== undefined || change.labelSet !== undefined
    const others = { labels: undefined, labelSet: undefined, labelSetVersion: undefined }
    const next: Listening = { ...now, ...(asks && others), ...change }
    const question = await resolveQuestion(deps, next, signal)
    const { format, sampleRate, channels } = next
    if (change.format ?? change.sampleRate ?? change.channels) {
      sound.change({ format, sampleRate, channels })
    }
    listener.ask(question)
    listener.setHop(next.hopS)
    now = next
    sayListening(question.labels)
  }

  async function end(): Promise<void> {
    await sound.end()
    await listener.settle()
    drops.stop()
    socket.close(DONE, 'The sound has ended.')
  }

  function sayListening(labels: readonly string[]): void {
    const { windowS, hopS, format, sampleRate, channels } = now
    send({
      type: 'listening',
      model: { name: model.name, revision: model.revision },
      labels: [...labels],
      ...{ windowS, hopS, format, sampleRate, channels },
    })
  }

  function sendWindow({ scores, levelDb, latencyMs, ...window }: HeardWindow): void {
    if (socket.bufferedAmount > MAX_BACKLOG_BYTES) {
      drops.add({ windows: 1 })
      return
    }
    const best = scores.toSorted((a, b) => b.probability - a.probability).slice(0, now.top)
    send({
      type: 'window',
      ...window,
      scores: model.kind === 'clap' ? best : best.map((one) => ({ ...one, similarity: null })),
      levelDb: Number.isFinite(levelDb) ? Number(levelDb.toFixed(1)) : null,
      latencyMs: Math.round(latencyMs),
    })
  }

  function sendProblem(error: unknown): void {
    if (signal.aborted) return
    const { status, code, message, errors } = toProblem(error)
    if (status >= 500) log.error({ err: error }, 'Message not answered')
    send({
      type: 'problem',
      code,
      detail: message,
      ...(errors.length > 0 && { errors: [...errors] }),
    })
  }

  function send(event: z.output<typeof listeningEvent>): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(event))
  }
}
