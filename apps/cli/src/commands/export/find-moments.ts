import { type ApiClient, readPages } from '@earmark/client'
import type { Moment } from './moment.js'

const PAGE = 1000

type Filter = Omit<
  Parameters<ApiClient['listDetections']>[0] & object,
  'cursor' | 'limit' | 'label'
>

export type MomentQuery = {
  label: string
  filter: Filter
  minProbability: number | undefined
  /** `windows`: of each object the window that speaks most for the label. */
  at: 'windows' | 'detections'
  /** No more of the surest than these are needed. */
  limit: number
}

/** A label's moments, of windows the surest first. */
export async function* findMoments(
  api: ApiClient,
  { label, filter, minProbability, at, limit }: MomentQuery,
  signal: AbortSignal,
): AsyncGenerator<Moment[]> {
  let found = 0
  if (at === 'detections') {
    const pages = readPages((cursor) =>
      api.listDetections({ ...filter, label, limit: PAGE, cursor }, { signal }),
    )
    for await (const page of pages) {
      yield page.map(({ zScore, ...rest }) => ({ ...pickPlace(rest), probability: null, zScore }))
    }
    return
  }
  const pages = readPages((cursor) =>
    api.listResults(
      {
        ...filter,
        label,
        limit: Math.min(PAGE, limit),
        cursor,
        ...(minProbability !== undefined && { minProbability }),
      },
      { signal },
    ),
  )
  for await (const page of pages) {
    yield page.map(({ peakStartS, peakEndS, probability, ...rest }) => ({
      ...pickPlace({ ...rest, startS: peakStartS, endS: peakEndS }),
      probability,
      zScore: null,
    }))
    found += page.length
    if (found >= limit) return
  }
}

function pickPlace({
  objectId,
  bucket,
  key,
  label,
  startS,
  endS,
}: Omit<Moment, 'probability' | 'zScore'>) {
  return { objectId, bucket, key, label, startS, endS }
}
