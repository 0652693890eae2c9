import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'

export const statsQuery = queryOptions({
  queryKey: ['stats'],
  queryFn: ({ signal }) => api.getStats({}, { signal }),
  refetchInterval: 10_000,
})
