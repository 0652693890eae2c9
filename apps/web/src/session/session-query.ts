import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.getSession({}, { signal }),
  staleTime: 60_000,
})
