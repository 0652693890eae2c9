import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Empty } from '../ui/empty'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import { browseQuery, bucketsQuery } from './browse/browse-queries'
import { BucketChoice } from './browse/bucket-choice'
import { EntryList } from './browse/entry-list'
import { Crumbs } from './crumbs'

const route = getRouteApi('/page/objects')

/** What lies in the buckets, folder by folder, and what of it has been heard. */
export function ObjectsPage() {
  const { bucket, prefix = '' } = route.useSearch()
  const buckets = useQuery(bucketsQuery)
  const known = bucket ?? buckets.data?.items[0]?.name
  const listing = useInfiniteQuery(browseQuery(known, prefix))
  const folders = listing.data?.pages.flatMap((page) => page.folders) ?? []
  const objects = listing.data?.pages.flatMap((page) => page.items) ?? []
  const isEmpty = listing.isSuccess && folders.length + objects.length === 0
  return (
    <>
      <PageHead title={known === undefined ? 'Objects' : <Crumbs bucket={known} path={prefix} />}>
        <BucketChoice bucket={known} buckets={buckets.data} />
        {known !== undefined && (
          <Link
            className="button-like"
            search={{ prefix: `s3://${known}/${prefix}` }}
            to="/batches/new"
          >
            Tag this folder
          </Link>
        )}
      </PageHead>
      {buckets.error && <Problem error={buckets.error} onRetry={buckets.refetch} />}
      {listing.error && <Problem error={listing.error} onRetry={listing.refetch} />}
      {known === undefined && buckets.data && (
        <Empty title="Which bucket?">
          {buckets.data.forbidden ? (
            <p>The credentials may not list buckets: type the name of one, at the top.</p>
          ) : (
            <>
              <p>There is no bucket yet. Upload recordings:</p>
              <pre>npx earmark upload ./recordings s3://my-archive/field</pre>
            </>
          )}
        </Empty>
      )}
      {known !== undefined && listing.isPending && <Loading />}
      {isEmpty && (
        <Empty title="Nothing is here">
          <p>No key in this bucket begins with this prefix.</p>
        </Empty>
      )}
      {known !== undefined && !isEmpty && listing.isSuccess && (
        <EntryList
          bucket={known}
          folders={folders}
          isMoreWanted={listing.hasNextPage && !listing.isFetchingNextPage}
          objects={objects}
          onMore={listing.fetchNextPage}
          prefix={prefix}
        />
      )}
    </>
  )
}
