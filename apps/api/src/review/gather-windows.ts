import { drawWindows, type ReviewStrategy } from '@earmark/core'
import {
  type Database,
  findLabelVectors,
  hasSearchIndex,
  listAnsweredWindows,
  listPeaks,
  listReviewScope,
  type ReviewFilter,
  type ReviewScope,
  type SampledWindow,
  sampleWindows,
  searchWindows,
} from '@earmark/db'

export interface Gathering {
  modelId: number
  labelSetId: number
  labelId: number
  label: string
  /** Of the set. */
  labels: number
  strategy: ReviewStrategy
  /** Probability that uncertain moments lie around; undefined where similarity decides. */
  near: number | undefined
  answered: 'nobody' | 'others'
  filter: ReviewFilter
  seed: number
}

export interface Gathered {
  windows: SampledWindow[]
  /** Windows that pass the filter; null where nobody counted them. */
  total: number | null
}

/** Cosines that a list may take: a tenth of a second. */
const MAX_COSINES = 40_000
const MIN_WINDOWS = 200
const MAX_WINDOWS = 1_000
/** Each is compared with all others. */
const MAX_DIVERSE = 300
const MAX_ANSWERED = 1_000

/**
 * Gathers the windows that moments to listen to are picked from: a sample, each window as probable as any other, and what is known
 * of the label beside it. The cost does not grow with the archive.
 */
export async function gatherWindows(db: Database, gathering: Gathering): Promise<Gathered> {
  const { modelId, labelId, filter, strategy, answered, labels, seed } = gathering
  if (answered === 'others') {
    const windows = await listAnsweredWindows(db, { labelId, modelId, filter, limit: MAX_ANSWERED })
    return { windows, total: null }
  }
  const budget = Math.floor(MAX_COSINES / labels)
  const most = strategy === 'diverse' ? MAX_DIVERSE : MAX_WINDOWS
  const wanted = Math.min(most, Math.max(MIN_WINDOWS, budget))
  const scope = await listReviewScope(db, { modelId, filter })
  const total = scope.isWhole ? scope.windows.reduce((sum, count) => sum + count, 0) : null
  const known =
    total !== null && total <= wanted ? [] : await listKnown(db, gathering, scope, wanted)
  const sample = { wanted: wanted - known.length, seed }
  const drawn = scope.isWhole
    ? drawWindows(scope, sample)
    : await sampleWindows(db, { modelId, filter, ...sample })
  return { windows: [...known, ...drawn], total }
}

/** What was scored under the label, or is found by it: in a sample of a large archive, what is rare would be missing. */
async function listKnown(
  db: Database,
  gathering: Gathering,
  scope: ReviewScope,
  wanted: number,
): Promise<SampledWindow[]> {
  const { modelId, labelSetId, labelId, label, filter, strategy, near } = gathering
  if (strategy === 'random') return []
  const limit = Math.floor(wanted / 2)
  const peaks = { labelId, modelId, filter, scope, limit }
  const listed =
    strategy === 'uncertain' && near !== undefined
      ? await listPeaks(db, { ...peaks, near })
      : await listPeaks(db, peaks)
  if (listed.length > 0 || Object.keys(filter).length > 0 || !(await hasSearchIndex(db, modelId))) {
    return listed
  }
  const vectors = await findLabelVectors(db, { modelId, labelSetId, label })
  const embedding = vectors.get(label)?.vector
  if (!embedding) return []
  const { hits } = await searchWindows(db, { embedding, modelId, limit })
  return hits.map(({ hearingId, windowIndex }) => ({ hearingId, windowIndex }))
}
