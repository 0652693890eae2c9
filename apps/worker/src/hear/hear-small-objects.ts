import { EarmarkError } from '@earmark/core'
import type { HeardObject, TakenItem } from '@earmark/db'
import { decodeSmallFiles, isTooLongToHold } from '@earmark/decode'
import { timeEach } from '@earmark/metrics'
import { formatS3Url } from '@earmark/storage'
import { asEarmarkError } from './as-earmark-error.js'
import { describeHeard } from './describe-heard.js'
import { type FetchedObject, fetchSmallObjects } from './fetch-small-objects.js'
import type { HearDeps } from './hear-deps.js'
import { hearObject } from './hear-object.js'
import { createHearSamplesOnce } from './hear-samples-once.js'
import { decodeOptionsOf, type Windowing, windowSpecOf } from './windowing.js'

/** Objects of up to this size share an ffmpeg process. */
export const SMALL_OBJECT_BYTES = 2_000_000

/** Few bytes can hold hours of silence: what is longer is read in blocks, on its own. */
const MAX_HELD_S = 120

/**
 * Hears a chunk's small objects together: they are downloaded side by side and decoded by one ffmpeg process,
 * and while one is heard the next is read. A failure is that object's alone.
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
    const { fetched, failures } = await fetchSmallObjects(deps, items, folder, signal)
    const outcomes = new Map<TakenItem, HeardObject | EarmarkError>(failures)
    const hearSamplesOnce = createHearSamplesOnce(deps, windowing, signal)
    const underWay = new Set<Promise<void>>()
    const faults: unknown[] = []
    let next = 0
    try {
      for await (const decoded of timeEach(
        deps.metrics,
        'decode',
        decodeFetched(deps, windowing, fetched, folder, signal),
      )) {
        const { item, head } = fetched[next++] as FetchedObject
        if (decoded instanceof EarmarkError) {
          const isLong = isTooLongToHold(decoded)
          const note = (share: number) => onShare(item, share)
          outcomes.set(
            item,
            isLong
              ? await hearObject(deps, windowing, item, signal, note).catch(asEarmarkError)
              : decoded,
          )
          note(0)
          continue
        }
        const { samplesSha256, windows } = hearSamplesOnce(decoded.samples)
        const work: Promise<void> = windows
          .then(
            (heard) =>
              void outcomes.set(
                item,
                describeHeard(item, head, decoded.info, heard, { samplesSha256 }),
              ),
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

function decodeFetched(
  deps: HearDeps,
  windowing: Windowing,
  fetched: readonly FetchedObject[],
  temporaryFolder: string,
  signal: AbortSignal,
) {
  return decodeSmallFiles(
    fetched.map(({ item, path }) => ({ path, name: formatS3Url(item) })),
    {
      ...decodeOptionsOf(deps, windowSpecOf(deps.pool, windowing)),
      sampleRate: deps.pool.model.sampleRate,
      signal,
      maxHeldS: MAX_HELD_S,
      temporaryFolder,
    },
  )
}
