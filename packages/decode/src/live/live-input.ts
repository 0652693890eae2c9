import type { Readable } from 'node:stream'

/** Samples without a container, as programs and browsers have them: little-endian, interleaved. */
export type RawSound = {
  format: 's16le' | 'f32le'
  /** Hz */
  sampleRate: number
  channels: number
}

/** Where sound comes from that goes on as one listens. */
export type LiveInput =
  /** Bytes that arrive: ffmpeg sees neither files nor the network. `raw` is null for a container, which says what it holds. */
  | { kind: 'bytes'; source: Readable; raw: RawSound | null }
  /** `rtsp://` or `rtsps://`, which ffmpeg speaks itself, over TCP. */
  | { kind: 'rtsp'; url: string }
  /** A microphone, by ffmpeg's names: `pulse` and `default`. The environment says where a sound server is. */
  | { kind: 'device'; format: string; device: string; environment: NodeJS.ProcessEnv }

export type LiveOptions = {
  /** Hz of the samples. */
  sampleRate: number
  /** What messages call the input: an address without its password. */
  name: string
  /** After so long without sound the input is given up. Default: no limit. */
  silentMs?: number
  /** Called when ffmpeg knows what it hears. */
  onOpen?: (sound: { codec: string; sampleRate: number; channels: number }) => void
  ffmpegPath?: string | undefined
  signal?: AbortSignal | undefined
}
