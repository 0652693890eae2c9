import { useInfiniteQuery } from '@tanstack/react-query'
import { api } from '../api/client'
import { formatDate } from '../format/format-date'
import { Button } from '../ui/button'
import { Problem } from '../ui/problem'
import table from '../ui/table.module.css'

/** Who did what, the newest first. */
export function AuditLog() {
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetching } = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) =>
      api.listAudit({ limit: 100, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  const entries = data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <section aria-labelledby="audit">
      <h2 id="audit">Who did what</h2>
      {error && <Problem error={error} onRetry={refetch} />}
      {data && entries.length === 0 && <p>Nothing yet.</p>}
      {entries.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
        <section aria-label="Audit log" className={table.scroll} tabIndex={0}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>When</th>
                <th>Who</th>
                <th>What</th>
                <th>Of what</th>
                <th>From</th>
              </tr>
            </thead>
            <tbody>
              {entries.map(({ id, at, actor, action, subject, source }) => (
                <tr key={id}>
                  <td>{formatDate(at)}</td>
                  <td>
                    <bdi>{actor}</bdi>
                  </td>
                  <td>{action}</td>
                  <td>{subject}</td>
                  <td>{source}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {hasNextPage && (
        <Button isDisabled={isFetching} onClick={() => fetchNextPage()}>
          Earlier
        </Button>
      )}
    </section>
  )
}
