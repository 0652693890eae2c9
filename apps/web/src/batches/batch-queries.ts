import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'
import type { ItemState } from './states'

export const batchesQuery = infiniteQueryOptions({
  queryKey: ['batches'],
  queryFn: ({ pageParam, signal }) =>
    api.listBatches({ limit: 50, ...(pageParam && { cursor: pageParam }) }, { signal }),
  initialPageParam: '',
  getNextPageParam: (page) => page.nextCursor,
  refetchInterval: 3_000,
})

/** How many batches are at work. */
export const runningBatchesQuery = queryOptions({
  queryKey: ['batches', 'running'],
  queryFn: async ({ signal }) => {
    const { items } = await api.listBatches({ limit: 50 }, { signal })
    return items.filter(({ state }) => state === 'running' || state === 'scanning').length
  },
  refetchInterval: 5_000,
})

export function batchQuery(id: string) {
  return queryOptions({
    queryKey: ['batches', id],
    queryFn: ({ signal }) => api.getBatch({ id }, { signal }),
  })
}

export function itemsQuery(id: string, state: ItemState | undefined) {
  return infiniteQueryOptions({
    queryKey: ['batches', id, 'items', state ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      api.listItems(
        { id, limit: 100, ...(state && { state }), ...(pageParam && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })
}
