import { join } from 'node:path'
import { Readable } from 'node:stream'
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
import { formatS3Url, type ObjectHead, type OpenedObject } from '@earmark/storage'
import type { TemporaryHome } from '@earmark/temporary'
import { embedWindows } from './embed-windows.js'
import { type FetchDeps, openItem, saveBody } from './fetch-object.js'

export type HearDeps = FetchDeps & {
  db: Database
  pool: InferencePool
  temporary: TemporaryHome
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
  return deps.temporary.withFolder(async (folder) => {
    const object = await openItem(deps, item, signal)
    const options: DecodeOptions = {
      ...deps.decode,
      sampleRate: deps.pool.model.sampleRate,
      signal,
      name: formatS3Url(item),
      temporaryFolder: folder,
    }
    const { samples, info } = await decode(object, folder, options)
    const spec = windowSpecOf(deps.pool, windowing)
    const memory = createWindowMemory(spec.windowSamples)
    const heard = await embedWindows(deps.pool, cutWindows(samples, spec, memory), signal, memory)
    return describeHeard(item, object, await info, heard)
  })
}

async function decode(
  object: OpenedObject,
  folder: string,
  options: DecodeOptions,
): Promise<Decoding> {
  const { body, firstBytes } = await sniff(object.body)
  if (object.size >= STREAM_FROM_BYTES && !needsSeeking(firstBytes)) {
    return decodeStream(body, options)
  }
  const path = join(folder, 'object')
  await saveBody(body, path, options.signal)
  return decodeFile(path, options)
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
