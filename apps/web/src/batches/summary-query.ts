import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'

export type Summary = Awaited<ReturnType<typeof api.getBatchSummary>>

export function summaryQuery(id: string, isActive: boolean) {
  return queryOptions({
    queryKey: ['batches', id, 'summary'],
    queryFn: ({ signal }) => api.getBatchSummary({ id }, { signal }),
    refetchInterval: isActive ? 3_000 : false,
  })
}
