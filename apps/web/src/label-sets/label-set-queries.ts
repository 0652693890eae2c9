import type { LabelSetSummary } from '@earmark/client'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'

const MAX_SHOWN = 1000

/** The newest version of each label set, by name. */
export const newestLabelSetsQuery = queryOptions({
  queryKey: ['label-sets'],
  queryFn: async ({ signal }) => {
    const { items } = await api.listLabelSets({ limit: MAX_SHOWN }, { signal })
    const newest = new Map<string, LabelSetSummary>()
    for (const set of items) {
      const known = newest.get(set.name)
      if (!known || set.version > known.version) newest.set(set.name, set)
    }
    return [...newest.values()].sort((a, b) => a.name.localeCompare(b.name))
  },
})

/** All versions of one label set, the newest first. */
export function versionsQuery(name: string) {
  return queryOptions({
    queryKey: ['label-sets', name, 'versions'],
    queryFn: async ({ signal }) => {
      const { items } = await api.listLabelSets({ name, limit: MAX_SHOWN }, { signal })
      return items.toSorted((a, b) => b.version - a.version)
    },
  })
}

export function labelSetQuery(id: number | undefined) {
  return queryOptions({
    queryKey: ['label-sets', id],
    queryFn: ({ signal }) => api.getLabelSet({ id: id! }, { signal }),
    enabled: id !== undefined,
    // A version never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** How far the encoding of a set's labels is, while something waits for it. */
export function encodingQuery(name: string) {
  return queryOptions({
    queryKey: ['label-sets', name, 'encoding'],
    queryFn: async ({ signal }) => {
      const [newest] = (await api.listLabelSets({ name, limit: 1 }, { signal })).items
      return newest ? api.getLabelSetEncoding({ id: newest.id }, { signal }) : null
    },
    refetchInterval: 1_000,
    staleTime: 0,
    gcTime: 0,
  })
}

/** What the last calibration measured; what people say since changes it. */
export function calibrationQuery(id: number) {
  return queryOptions({
    queryKey: ['label-sets', id, 'calibration'],
    queryFn: ({ signal }) => api.getCalibration({ id }, { signal }),
  })
}
