import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createWindowMemory, cutWindows, type WindowSpec } from '@earmark/core'
import type { Database, HeardObject, TakenChunk, TakenItem } from '@earmark/db'
import {
  type DecodeOptions,
  type Decoding,
  decodeFile,
  decodeStream,
  needsSeeking,
} from '@earmark/decode'
import type { InferencePool } from '@earmark/inference'
import { formatS3Url, type ObjectHead } from '@earmark/storage'
import { embedWindows } from './embed-windows.js'
import { type FetchDeps, openItem } from './fetch-object.js'

export type HearDeps = FetchDeps & {
  db: Database
  pool: InferencePool
  decode: Pick<DecodeOptions, 'maxDurationS' | 'timeoutMs' | 'ffmpegPath'>
}

export type Windowing = Pick<TakenChunk, 'modelId' | 'windowMs' | 'hopMs'>

/** Below this, a file of its own is cheaper than a stream through pipes. */
const STREAM_FROM_BYTES = 32_000_000
const SNIFFED_BYTES = 64

/**
 * S3 stream → ffmpeg → windows → embeddings, for one object of any length. Large objects flow through ffmpeg
 * as they arrive, unless their container must be read from a file.
 */
export async function hearObject(
  deps: HearDeps,
  windowing: Windowing,
  item: TakenItem,
  signal: AbortSignal,
): Promise<HeardObject> {
  const object = await openItem(deps, item, signal)
  const { sampleRate } = deps.pool.model
  const options: DecodeOptions = { ...deps.decode, sampleRate, signal, name: formatS3Url(item) }
  const spec = windowSpecOf(deps.pool, windowing)
  async function hear({ samples, info }: Decoding): Promise<HeardObject> {
    const memory = createWindowMemory(spec.windowSamples)
    const windows = cutWindows(samples, spec, memory)
    const heard = await embedWindows(deps.pool, windows, signal, memory)
    return describeHeard(item, object, await info, heard)
  }

  const { body, firstBytes } = await sniff(object.body)
  if (object.size >= STREAM_FROM_BYTES && !needsSeeking(firstBytes)) {
    return hear(decodeStream(body, options))
  }
  const folder = await mkdtemp(join(tmpdir(), 'earmark-'))
  try {
    const path = join(folder, 'object')
    await pipeline(body, createWriteStream(path), { signal })
    return await hear(decodeFile(path, options))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The windows that the batch asked for, in samples of the model's rate. */
export function windowSpecOf(pool: InferencePool, { windowMs, hopMs }: Windowing): WindowSpec {
  const { sampleRate } = pool.model
  const toSamples = (ms: number) => Math.round((ms / 1000) * sampleRate)
  return { sampleRate, windowSamples: toSamples(windowMs), hopSamples: toSamples(hopMs) }
}

export function describeHeard(
  item: TakenItem,
  { etag, size, lastModified }: ObjectHead,
  info: Pick<HeardObject, 'codec' | 'sampleRate' | 'channels' | 'durationS'>,
  windows: HeardObject['windows'],
  samplesSha256: Buffer | null = null,
): HeardObject {
  const { bucket, key, versionId } = item
  return { bucket, key, etag, versionId, size, lastModified, ...info, samplesSha256, windows }
}

/** Looks at a stream's first bytes without taking them from it. */
async function sniff(stream: Readable): Promise<{ body: Readable; firstBytes: Buffer }> {
  const iterator = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done) return { body: Readable.from([]), firstBytes: Buffer.alloc(0) }
  async function* whole() {
    try {
      yield first.value
      yield* { [Symbol.asyncIterator]: () => iterator }
    } finally {
      stream.destroy()
    }
  }
  return {
    body: Readable.from(whole(), { objectMode: false }),
    firstBytes: first.value.subarray(0, SNIFFED_BYTES),
  }
}
