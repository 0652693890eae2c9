import { MAX_SCORES } from '@earmark/client'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, patientApi } from '../api/client'
import type { LabelChoice } from './label-choice'
import type { StoredObject } from './shapes'

export function objectQuery(id: string) {
  return queryOptions({
    queryKey: ['objects', id],
    queryFn: ({ signal }) => api.getObject({ id }, { signal }),
  })
}

/** Of a large set, those that are heard best: the heat map has rows for fewer, a moment names some of them. */
const MAX_SCORED_LABELS = 200

export function scoresQuery(
  { id, hearings }: Pick<StoredObject, 'id' | 'hearings'>,
  choice: LabelChoice | null,
  hearing: number | undefined,
) {
  const windows = Math.max(1, ...hearings.map((one) => one.windows.length))
  const top = Math.max(1, Math.min(MAX_SCORED_LABELS, Math.floor(MAX_SCORES / windows)))
  return queryOptions({
    queryKey: ['objects', String(id), 'scores', choice, hearing],
    queryFn: ({ signal }) =>
      patientApi.getObjectScores(
        { id, ...choice, top, ...(hearing !== undefined && { hearing }) },
        { signal },
      ),
    enabled: choice !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function waveformQuery(id: string, view: { startS: number; endS: number }, points: number) {
  return queryOptions({
    queryKey: ['objects', id, 'waveform', view, points],
    queryFn: ({ signal }) => api.getObjectWaveform({ id, ...view, points }, { signal }),
    enabled: points > 0,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function detectionsQuery(id: string, labelSet: string | undefined) {
  return queryOptions({
    queryKey: ['objects', id, 'detections', labelSet],
    queryFn: ({ signal }) =>
      api.listDetections({ object: id, limit: 1000, ...(labelSet && { labelSet }) }, { signal }),
    enabled: labelSet !== undefined,
  })
}

export function similarQuery(id: string, window: number | undefined) {
  return queryOptions({
    queryKey: ['objects', id, 'similar', window],
    queryFn: ({ signal }) =>
      api.listSimilar({ id, limit: 6, ...(window !== undefined && { window }) }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}
