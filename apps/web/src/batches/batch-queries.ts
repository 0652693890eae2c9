import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'
import type { ItemState } from './states'

export const batchesQuery = infiniteQueryOptions({
  queryKey: ['batches'],
  queryFn: ({ pageParam, signal }) =>
    api.listBatches({ limit: 50, ...(pageParam && { cursor: pageParam }) }, { signal }),
  initialPageParam: '',
  getNextPageParam: (page) => page.nextCursor,
  // As many requests, however many pages are shown.
  refetchInterval: ({ state }) => 3_000 * Math.max(1, state.data?.pages.length ?? 1),
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

/** A page of a batch's objects; while it is at work, every three seconds. */
export function itemsQuery(
  id: string,
  { state, isActive }: { state: ItemState | undefined; isActive: boolean },
) {
  return (cursor: string) =>
    queryOptions({
      queryKey: ['batches', id, 'items', state ?? 'all', cursor],
      queryFn: ({ signal }) =>
        api.listItems(
          { id, limit: 100, ...(state && { state }), ...(cursor && { cursor }) },
          { signal },
        ),
      refetchInterval: isActive ? 3_000 : false,
    })
}
