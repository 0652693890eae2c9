import { join } from 'node:path'
import {
  createWindowMemory,
  cutWindows,
  EarmarkError,
  type Overview,
  OverviewMeter,
} from '@earmark/core'
import type { HeardObject, HeardWindow, TakenItem } from '@earmark/db'
import {
  type DecodeOptions,
  decodeStream,
  needsSeeking,
  type ReadAudio,
  readAudio,
  readLoudestChannel,
} from '@earmark/decode'
import { timeAll, timeStage } from '@earmark/metrics'
import { formatS3Url, type OpenedObject } from '@earmark/storage'
import { describeHeard } from './describe-heard.js'
import { openItem, saveBody } from './fetch-object.js'
import type { HearDeps } from './hear-deps.js'
import { hearWindows } from './hear-windows.js'
import { keepOverview } from './keep-overview.js'
import { sniff } from './sniff.js'
import { decodeOptionsOf, type Windowing, windowSpecOf } from './windowing.js'

type Heard = { windows: HeardWindow[]; overview: Overview }

/** Below this, a file of its own is cheaper than a stream through pipes. */
const STREAM_FROM_BYTES = 32_000_000

/**
 * S3 stream → ffmpeg → windows → what the model says, for one object of any length. Large objects flow through ffmpeg
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
    const object = await timeStage(deps.metrics, 'fetch', () => openItem(deps, item, signal))
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
    async function hearSamples(samples: AsyncIterable<Float32Array>): Promise<Heard> {
      const memory = createWindowMemory(spec.windowSamples)
      const meter = new OverviewMeter(spec.sampleRate)
      const decoded = timeAll(deps.metrics, 'decode', samples)
      const measured = passOn(decoded, (block) => meter.add(block))
      const windows = passOn(cutWindows(measured, spec, memory), ({ endS }) => {
        if (declaredS) onShare(Math.min(endS / declaredS, 1))
      })
      const heard = await hearWindows(deps.pool, windows, signal, memory)
      return { windows: heard, overview: meter.read() }
    }
    /** A stream has gone by when it is known that its channels cancel each other. */
    async function fetchAgain(): Promise<void> {
      const again = await openItem(deps, item, signal)
      if (again.etag === object.etag) return saveBody(again.body, path, signal)
      again.body.destroy()
      throw new EarmarkError('OBJECT_CHANGED', `${options.name} was overwritten while it was read.`)
    }
    const { info, result } = await readObject(object, path, options, hearSamples, fetchAgain)
    const overview = keepOverview(result.overview, info.durationS)
    return describeHeard(item, object, info, result.windows, { overview })
  })
}

async function readObject<Result>(
  object: OpenedObject,
  path: string,
  options: DecodeOptions,
  hearSamples: (samples: AsyncIterable<Float32Array>) => Promise<Result>,
  fetchAgain: () => Promise<void>,
): Promise<ReadAudio<Result>> {
  const { body, firstBytes } = await sniff(object.body)
  if (object.size < STREAM_FROM_BYTES || needsSeeking(firstBytes)) {
    await saveBody(body, path, options.signal)
    return readAudio(path, options, hearSamples)
  }
  const decoding = decodeStream(body, options)
  const result = await hearSamples(decoding.samples)
  const mix = { result, info: await decoding.info }
  if (!mix.info.isMixCancelled) return mix
  await fetchAgain()
  return (await readLoudestChannel(path, options, mix.info, hearSamples)) ?? mix
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
