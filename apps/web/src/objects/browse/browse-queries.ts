import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import { isLong } from '../../api/query-client'

export type BucketObject = Awaited<ReturnType<typeof api.listBucketObjects>>['items'][number]
export type Buckets = Awaited<ReturnType<typeof api.listBuckets>>

export const bucketsQuery = queryOptions({
  queryKey: ['buckets'],
  queryFn: ({ signal }) => api.listBuckets({}, { signal }),
  staleTime: 60_000,
})

export function browseQuery(bucket: string | undefined, prefix: string) {
  return infiniteQueryOptions({
    queryKey: ['buckets', bucket, prefix],
    queryFn: ({ pageParam, signal }) =>
      api.listBucketObjects(
        {
          bucket: bucket!,
          delimiter: '/',
          limit: 1000,
          ...(prefix !== '' && { prefix }),
          ...(pageParam && { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    enabled: bucket !== undefined,
    // Anew means every page of it: of a long list a hundred requests, for nothing that anybody looks at.
    staleTime: ({ state }) => (isLong(state.data) ? Number.POSITIVE_INFINITY : 10_000),
  })
}
