import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'

export type SearchAsked = {
  q?: string | undefined
  like?: number | undefined
  window?: number | undefined
  prefix?: string | undefined
  batch?: number | undefined
  label?: string | undefined
  minProbability?: number | undefined
  minDurationS?: number | undefined
  maxDurationS?: number | undefined
}

const HITS = 60

/** By words, or by what sounds like a moment. */
export function searchQuery({ q, like, window, ...filter }: SearchAsked) {
  const given = Object.fromEntries(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => [name, String(value)]),
  )
  return queryOptions({
    queryKey: ['search', q, like, window, given],
    queryFn: ({ signal }) =>
      like === undefined
        ? api.search({ q: q!, limit: HITS, ...given }, { signal })
        : api.listSimilar(
            { id: like, limit: HITS, ...(window !== undefined && { window }), ...given },
            { signal },
          ),
    enabled: like !== undefined || (q !== undefined && q.trim() !== ''),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}
