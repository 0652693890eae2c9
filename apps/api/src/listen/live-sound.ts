import { PassThrough } from 'node:stream'
import { decodeLive, type RawSound } from '@earmark/decode'

export type SoundFormat = { format: 'container' | RawSound['format'] } & Omit<RawSound, 'format'>

export interface LiveSound {
  /** @returns whether more may come; otherwise `onDrain` tells when */
  write: (bytes: Buffer) => boolean
  /** What comes from now on is of another format; what came before is still heard. */
  change: (format: SoundFormat) => void
  /** Resolves when all that came was heard. */
  end: () => Promise<void>
  destroy: () => void
}

export interface LiveSoundEvents {
  onSound: (samples: Float32Array) => void
  onOpen: (sound: { codec: string; sampleRate: number; channels: number }) => void
  /** Sound in one format has ended, or could not be heard. */
  onEnd: (error: unknown) => void
  onDrain: () => void
}

/** Sound that arrives in messages, decoded one format after the other: each has an ffmpeg of its own. */
export function openLiveSound(
  options: { sampleRate: number; ffmpegPath: string | undefined; signal: AbortSignal },
  first: SoundFormat,
  events: LiveSoundEvents,
): LiveSound {
  let format = first
  let source: PassThrough | null = null
  let work = Promise.resolve()

  /** An ffmpeg is started with the first bytes, not before. */
  function open(): PassThrough {
    const opened = new PassThrough()
    opened.on('drain', events.onDrain)
    opened.on('error', () => {})
    const raw = format.format === 'container' ? null : { ...format, format: format.format }
    work = work.then(() => decode(opened, raw))
    return opened
  }

  async function decode(opened: PassThrough, raw: RawSound | null): Promise<void> {
    try {
      const input = { kind: 'bytes', source: opened, raw } as const
      const live = decodeLive(input, { ...options, name: 'The sound', onOpen: events.onOpen })
      for await (const samples of live) events.onSound(samples)
      events.onEnd(null)
    } catch (error) {
      if (!options.signal.aborted) events.onEnd(error)
    } finally {
      opened.destroy()
      // What comes next is tried anew.
      if (source === opened) source = null
      events.onDrain()
    }
  }

  return {
    write(bytes) {
      source ??= open()
      return source.write(bytes)
    },
    change(next) {
      source?.end()
      source = null
      format = next
    },
    async end() {
      source?.end()
      source = null
      await work
    },
    destroy: () => source?.destroy(),
  }
}
