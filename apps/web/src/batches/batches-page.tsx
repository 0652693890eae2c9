import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { formatDate } from '../format/format-date'
import { formatCount } from '../format/format-number'
import { Button } from '../ui/button'
import { Empty } from '../ui/empty'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import table from '../ui/table.module.css'
import { batchesQuery } from './batch-queries'
import { ProgressBar } from './progress-bar'
import { sourceText } from './source-text'
import { StateTag } from './state-tag'

export function BatchesPage() {
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(batchesQuery)
  const batches = data?.pages.flatMap(({ items }) => items)
  return (
    <>
      <PageHead title="Batches">
        <Link className="button-like" to="/batches/new">
          New batch
        </Link>
      </PageHead>
      {error && <Problem error={error} onRetry={refetch} />}
      {!batches && !error && <Loading />}
      {batches?.length === 0 && (
        <Empty title="Nothing has been tagged yet">
          <p>A batch takes all audio below an address in S3 and says what is to be heard in it.</p>
          <Link className="button-like" to="/batches/new">
            Make the first batch
          </Link>
        </Empty>
      )}
      {batches && batches.length > 0 && (
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>Batch</th>
                <th>State</th>
                <th className={table.wide}>Heard</th>
                <th className={table.number}>Objects</th>
                <th className={table.number}>Failed</th>
                <th>Label sets</th>
                <th>Started</th>
              </tr>
            </thead>
            <tbody>
              {batches.map((batch) => (
                <tr key={batch.id}>
                  <td className={table.main}>
                    <Link params={{ id: String(batch.id) }} to="/batches/$id">
                      {batch.name ?? `Batch ${batch.id}`}
                    </Link>
                    <small>
                      <bdi>{sourceText(batch.source)}</bdi>
                    </small>
                  </td>
                  <td>
                    <StateTag state={batch.state} />
                  </td>
                  <td className={table.wide}>
                    <ProgressBar counts={batch.counts} />
                  </td>
                  <td className={table.number}>{formatCount(batch.counts.found)}</td>
                  <td
                    className={table.number}
                    data-tone={batch.counts.failed > 0 ? 'wrong' : undefined}
                  >
                    {formatCount(batch.counts.failed)}
                  </td>
                  <td>
                    {batch.labelSets.map(({ name, version }) => `${name} ${version}`).join(', ')}
                  </td>
                  <td>{formatDate(batch.createdAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {hasNextPage && <Button onClick={() => fetchNextPage()}>More</Button>}
        </div>
      )}
    </>
  )
}
