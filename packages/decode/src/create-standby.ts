import type { Asked, Decoder, DecoderStandby } from './decoder-standby.js'
import { startDecoder } from './ffmpeg/start-decoder.js'

export type StandbySettings = {
  /** Hz; what asks for another rate is not served. */
  sampleRate: number
  /** The longest that will be asked for. */
  maxDurationS: number
  /** How long a file may take to decode. */
  timeoutMs: number
  ffmpegPath?: string
  /** How many wait; default 2, since the next one is asked for before another has started. */
  count?: number
  /** Nobody having asked for so long, none waits any more; default a minute. */
  idleMs?: number
}

/**
 * Keeps ffmpeg processes that wait for a file: to start one takes more than to decode a short clip. They have read nothing
 * yet, so each hears one file, as any other does. The first start when the first one is asked for.
 */
export function createStandby(settings: StandbySettings): DecoderStandby {
  const { count = 2, idleMs = 60_000, ...forAll } = settings
  const waiting: Decoder[] = []
  let wanted = 0
  let starting = 0
  let isClosed = false
  let idle: NodeJS.Timeout | undefined

  function keep(number: number): void {
    wanted = number
    while (waiting.length > wanted) discard(waiting.pop()!)
    for (; waiting.length + starting < wanted; starting += 1) void start()
  }

  async function start(): Promise<void> {
    try {
      waiting.push(await startDecoder('pipe:0', forAll))
    } catch {
      // What keeps ffmpeg from starting is said where a file is decoded without a standby.
      return
    } finally {
      starting -= 1
    }
    keep(wanted)
  }

  function fits({ sampleRate, maxDurationS, channel = null, stretch }: Asked): boolean {
    const isWhole = channel === null && stretch === undefined
    return isWhole && sampleRate === forAll.sampleRate && maxDurationS <= forAll.maxDurationS
  }

  return {
    take(asked) {
      if (isClosed || !fits(asked)) return null
      clearTimeout(idle)
      idle = setTimeout(() => keep(0), idleMs).unref()
      let taken = waiting.shift()
      while (taken && !taken.ffmpeg.isRunning) {
        discard(taken)
        taken = waiting.shift()
      }
      keep(count)
      return taken ?? null
    },
    close() {
      isClosed = true
      clearTimeout(idle)
      keep(0)
    },
  }
}

function discard({ ffmpeg, pipe }: Decoder): void {
  ffmpeg.kill()
  pipe.destroy()
}
