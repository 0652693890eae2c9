import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, patientApi } from '../api/client'
import type { LabelChoice } from './label-choice'

export function objectQuery(id: string) {
  return queryOptions({
    queryKey: ['objects', id],
    queryFn: ({ signal }) => api.getObject({ id }, { signal }),
  })
}

export function scoresQuery(id: string, choice: LabelChoice | null, hearing: number | undefined) {
  return queryOptions({
    queryKey: ['objects', id, 'scores', choice, hearing],
    queryFn: ({ signal }) =>
      patientApi.getObjectScores(
        { id, ...choice, ...(hearing !== undefined && { hearing }) },
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
    enabled: window !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}
