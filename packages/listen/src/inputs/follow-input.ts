import { setTimeout as sleep } from 'node:timers/promises'
import { EarmarkError } from '@earmark/core'
import { decodeLive, type LiveOptions } from '@earmark/decode'
import { createPace } from '../create-pace.js'
import { openInput } from './open-input.js'
import type { NamedInput } from './parse-input.js'

export type InputEvent =
  | { type: 'open'; codec: string; sampleRate: number; channels: number }
  /** Mono, in memory that is used again; by so much ahead of the clock, which is not live. */
  | { type: 'sound'; samples: Float32Array; aheadS: number }
  /** The sound broke off, or did not begin. It is tried again after the wait. */
  | { type: 'lost'; reason: string; waitMs: number }

export type FollowOptions = Required<Pick<LiveOptions, 'sampleRate' | 'silentMs'>> & {
  ffmpegPath: string | undefined
  /** What a microphone's sound server is found by. */
  environment: NodeJS.ProcessEnv
  signal: AbortSignal
}

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000
/** Sound is taken so far ahead of the clock, and no further: a file is heard no faster than it plays. */
const MAX_AHEAD_S = 20
/** After so much sound the next loss is a new one. */
const STEADY_S = 30

/**
 * Listens to an input for ever: where it breaks off, it is opened again, after waits that grow from a second to a minute. Where more
 * comes than time goes by, as of a file, it is read no faster than one hears.
 *
 * @throws EarmarkError where the input never was one to listen to: STREAM_REFUSED, UNDECODABLE_AUDIO, NO_AUDIO_STREAM; of a
 * microphone that cannot be opened STREAM_UNAVAILABLE; CANCELLED
 */
export async function* followInput(
  input: NamedInput,
  options: FollowOptions,
): AsyncGenerator<InputEvent> {
  let hasHeard = false
  let waitMs = FIRST_WAIT_MS
  for (let attempt = 0; ; attempt++) {
    let soundS = 0
    let reason = `${input.name} has ended.`
    try {
      for await (const event of listenOnce(input, attempt, options)) {
        if (event.type === 'sound') soundS += event.samples.length / options.sampleRate
        yield event
      }
    } catch (error) {
      if (!(error instanceof EarmarkError) || options.signal.aborted) throw error
      hasHeard ||= soundS > 0
      if (!hasHeard && isHopeless(error, input, attempt)) throw error
      reason = error.message
    }
    hasHeard ||= soundS > 0
    if (soundS >= STEADY_S) waitMs = FIRST_WAIT_MS
    yield { type: 'lost', reason, waitMs }
    await pause(waitMs, options.signal)
    options.signal.throwIfAborted()
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
  }
}

/** Whether an input that gave no sound yet never will: nobody waits for what was misspelt. */
function isHopeless(error: EarmarkError, input: NamedInput, attempt: number): boolean {
  if (error.permanent || error.code === 'WORKER_FAULT') return true
  return input.kind === 'device' && attempt + 1 >= input.candidates.length
}

async function* listenOnce(
  input: NamedInput,
  attempt: number,
  { environment, ...options }: FollowOptions,
): AsyncGenerator<InputEvent> {
  const live = await openInput(input, attempt, { environment, signal: options.signal })
  const opened: InputEvent[] = []
  const decoding = decodeLive(live, {
    ...options,
    name: input.name,
    onOpen: (sound) => opened.push({ type: 'open', ...sound }),
  })
  const pace = createPace()
  for await (const samples of decoding) {
    yield* opened.splice(0)
    const aheadS = pace.add(samples.length / options.sampleRate)
    yield { type: 'sound', samples, aheadS }
    if (aheadS > MAX_AHEAD_S) await pause((aheadS - MAX_AHEAD_S) * 1000, options.signal)
  }
}

/** Ends early where the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
