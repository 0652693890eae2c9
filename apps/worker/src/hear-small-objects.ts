import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { cutClip, EarmarkError } from '@earmark/core'
import { findEqualSamples, type HeardObject, type HeardWindow, type TakenItem } from '@earmark/db'
import { decodeSmallFiles, isTooLongToHold } from '@earmark/decode'
import { formatS3Url, type ObjectHead } from '@earmark/storage'
import { embedWindows } from './embed-windows.js'
import { fetchItem } from './fetch-object.js'
import {
  decodeOptionsOf,
  describeHeard,
  type HearDeps,
  hearObject,
  type Windowing,
  windowSpecOf,
} from './hear-object.js'
import { inLanes } from './in-lanes.js'

/** Downloads of one chunk at the same time. */
const CONCURRENT_FETCHES = 8

/** Objects of up to this size share an ffmpeg process. */
export const SMALL_OBJECT_BYTES = 2_000_000

/** Few bytes can hold hours of silence: what is longer is read in blocks, on its own. */
const MAX_HELD_S = 120

/**
 * Hears a chunk's small objects together: they are downloaded side by side and decoded by one ffmpeg process,
 * and while one is embedded the next is read. A failure is that object's alone.
 *
 * @param onShare told how much of an item is heard that is too long to be heard with others
 * @returns for each item what was heard, or why not
 */
export async function hearSmallObjects(
  deps: HearDeps,
  windowing: Windowing,
  items: TakenItem[],
  signal: AbortSignal,
  onShare: (item: TakenItem, share: number) => void = () => {},
): Promise<Map<TakenItem, HeardObject | EarmarkError>> {
  return deps.temporary.withFolder(async (folder) => {
    const outcomes = new Map<TakenItem, HeardObject | EarmarkError>()
    const fetched = await fetchAll(deps, items, folder, outcomes, signal)
    const files = fetched.map(({ item, path }) => ({ path, name: formatS3Url(item) }))
    const { sampleRate } = deps.pool.model
    const heardHere = new Map<string, Promise<HeardWindow[]>>()
    const underWay = new Set<Promise<void>>()
    const faults: unknown[] = []
    let next = 0
    const options = {
      ...decodeOptionsOf(deps, windowSpecOf(deps.pool, windowing)),
      sampleRate,
      signal,
      maxHeldS: MAX_HELD_S,
      temporaryFolder: folder,
    }
    try {
      for await (const decoded of decodeSmallFiles(files, options)) {
        const { item, head } = fetched[next++] as Fetched
        if (decoded instanceof EarmarkError) {
          const isLong = isTooLongToHold(decoded)
          const note = (share: number) => onShare(item, share)
          outcomes.set(item, isLong ? await hearLong(deps, windowing, item, signal, note) : decoded)
          note(0)
          continue
        }
        const { samples, info } = decoded
        const samplesSha256 = sha256Of(samples)
        const work: Promise<void> = hearOnce(
          deps,
          windowing,
          samples,
          samplesSha256,
          heardHere,
          signal,
        )
          .then(
            (windows) =>
              void outcomes.set(item, describeHeard(item, head, info, windows, samplesSha256)),
            (error: unknown) => {
              if (error instanceof EarmarkError) outcomes.set(item, error)
              // A fault of ours or of Postgres: thrown when all the others have come to their end.
              else faults.push(error)
            },
          )
          .finally(() => underWay.delete(work))
        underWay.add(work)
        if (underWay.size >= deps.pool.callsAhead) await Promise.race(underWay)
      }
    } finally {
      await Promise.all(underWay)
    }
    if (faults.length > 0) throw faults[0]
    return outcomes
  })
}

async function hearLong(
  deps: HearDeps,
  windowing: Windowing,
  item: TakenItem,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<HeardObject | EarmarkError> {
  try {
    return await hearObject(deps, windowing, item, signal, onShare)
  } catch (error) {
    return asEarmarkError(error)
  }
}

/** Equal samples are embedded once, in this chunk and ever, whatever file they came in. */
function hearOnce(
  deps: HearDeps,
  windowing: Windowing,
  samples: Float32Array,
  samplesSha256: Buffer,
  heardHere: Map<string, Promise<HeardWindow[]>>,
  signal: AbortSignal,
): Promise<HeardWindow[]> {
  const id = samplesSha256.toString('base64')
  const known = heardHere.get(id)
  if (known !== undefined) return known
  const hearing = hear(deps, windowing, samples, samplesSha256, signal)
  heardHere.set(id, hearing)
  // Whoever waits for it is told; nobody may be waiting yet.
  hearing.catch(() => {})
  return hearing
}

async function hear(
  deps: HearDeps,
  windowing: Windowing,
  samples: Float32Array,
  samplesSha256: Buffer,
  signal: AbortSignal,
): Promise<HeardWindow[]> {
  const equal = await findEqualSamples(deps.db, { ...windowing, samplesSha256 })
  if (equal) return equal
  return embedWindows(deps.pool, cutClip(samples, windowSpecOf(deps.pool, windowing)), signal)
}

function sha256Of(samples: Float32Array): Buffer {
  return createHash('sha256')
    .update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
    .digest()
}

type Fetched = { item: TakenItem; path: string; head: ObjectHead }

async function fetchAll(
  deps: HearDeps,
  items: TakenItem[],
  folder: string,
  outcomes: Map<TakenItem, HeardObject | EarmarkError>,
  signal: AbortSignal,
): Promise<Fetched[]> {
  const fetched: Fetched[] = []
  const files = items.map((item, index) => ({ item, path: join(folder, String(index)) }))
  await inLanes(CONCURRENT_FETCHES, files, signal, async (one, stop) => {
    try {
      fetched.push({ ...one, head: await fetchItem(deps, one.item, one.path, stop) })
    } catch (error) {
      stop.throwIfAborted()
      outcomes.set(one.item, asEarmarkError(error))
    }
  })
  return fetched
}

function asEarmarkError(error: unknown): EarmarkError {
  if (error instanceof EarmarkError) return error
  throw error
}
