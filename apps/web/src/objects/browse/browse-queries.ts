import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'

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
  })
}
