import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createWindowMemory, cutWindows, EarmarkError, type WindowSpec } from '@earmark/core'
import type { Database, HeardObject, HeardWindow, TakenChunk, TakenItem } from '@earmark/db'
import {
  type DecodeOptions,
  decodeStream,
  limitWindows,
  needsSeeking,
  type ReadAudio,
  readAudio,
  readLoudestChannel,
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
  /** Of one object: its rows are written in one transaction. */
  maxWindows: number
}

export type Windowing = Pick<TakenChunk, 'modelId' | 'windowMs' | 'hopMs'>

/** Below this, a file of its own is cheaper than a stream through pipes. */
const STREAM_FROM_BYTES = 32_000_000
const SNIFFED_BYTES = 64

/**
 * S3 stream → ffmpeg → windows → embeddings, for one object of any length. Large objects flow through ffmpeg
 * as they arrive, unless their container must be read from a file.
 *
 * @param onShare told how much of it is heard, 0 to 1, where its container says how long it is
 */
export async function hearObject(
  deps: HearDeps,
  windowing: Windowing,
  item: TakenItem,
  signal: AbortSignal,
  onShare: (share: number) => void = () => {},
): Promise<HeardObject> {
  return deps.temporary.withFolder(async (folder) => {
    const object = await openItem(deps, item, signal)
    const spec = windowSpecOf(deps.pool, windowing)
    let declaredS: number | null = null
    const options: DecodeOptions = {
      ...decodeOptionsOf(deps, spec),
      sampleRate: deps.pool.model.sampleRate,
      signal,
      name: formatS3Url(item),
      temporaryFolder: folder,
      onDeclared: (seconds) => {
        declaredS = seconds
      },
    }
    const path = join(folder, 'object')
    async function hear(samples: AsyncIterable<Float32Array>): Promise<HeardWindow[]> {
      const memory = createWindowMemory(spec.windowSamples)
      const windows = passOn(cutWindows(samples, spec, memory), ({ endS }) => {
        if (declaredS) onShare(Math.min(endS / declaredS, 1))
      })
      return embedWindows(deps.pool, windows, signal, memory)
    }
    /** A stream has gone by when it is known that its channels cancel each other. */
    async function fetchAgain(): Promise<void> {
      const again = await openItem(deps, item, signal)
      if (again.etag === object.etag) return saveBody(again.body, path, signal)
      again.body.destroy()
      throw new EarmarkError('OBJECT_CHANGED', `${options.name} was overwritten while it was read.`)
    }
    const { info, result } = await readObject(object, path, options, hear, fetchAgain)
    return describeHeard(item, object, info, result)
  })
}

async function readObject<Result>(
  object: OpenedObject,
  path: string,
  options: DecodeOptions,
  hear: (samples: AsyncIterable<Float32Array>) => Promise<Result>,
  fetchAgain: () => Promise<void>,
): Promise<ReadAudio<Result>> {
  const { body, firstBytes } = await sniff(object.body)
  if (object.size < STREAM_FROM_BYTES || needsSeeking(firstBytes)) {
    await saveBody(body, path, options.signal)
    return readAudio(path, options, hear)
  }
  const decoding = decodeStream(body, options)
  const result = await hear(decoding.samples)
  const mix = { result, info: await decoding.info }
  if (!mix.info.isMixCancelled) return mix
  await fetchAgain()
  return (await readLoudestChannel(path, options, mix.info, hear)) ?? mix
}

/** The windows that the batch asked for, in samples of the model's rate. */
export function windowSpecOf(pool: InferencePool, { windowMs, hopMs }: Windowing): WindowSpec {
  const { sampleRate } = pool.model
  const toSamples = (ms: number) => Math.round((ms / 1000) * sampleRate)
  return { sampleRate, windowSamples: toSamples(windowMs), hopSamples: toSamples(hopMs) }
}

/** How much of an object is decoded at most, by its length and by its windows. */
export function decodeOptionsOf({ decode, maxWindows }: HearDeps, spec: WindowSpec) {
  return limitWindows(decode, spec, { maxWindows, setBy: 'MAX_WINDOWS' })
}

export function describeHeard(
  item: TakenItem,
  { etag, size, lastModified }: ObjectHead,
  {
    codec,
    sampleRate,
    channels,
    heardChannel,
    durationS,
  }: Pick<HeardObject, 'codec' | 'sampleRate' | 'channels' | 'heardChannel' | 'durationS'>,
  windows: HeardObject['windows'],
  samplesSha256: Buffer | null = null,
): HeardObject {
  const { bucket, key, versionId } = item
  const object = { bucket, key, etag, versionId, size, lastModified }
  const audio = { durationS, sampleRate, channels, heardChannel, codec }
  return { ...object, ...audio, samplesSha256, windows }
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

async function* passOn<T>(
  values: AsyncIterable<T>,
  onValue: (value: T) => void,
): AsyncGenerator<T> {
  for await (const value of values) {
    onValue(value)
    yield value
  }
}
