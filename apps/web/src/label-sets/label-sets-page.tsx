import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { formatDate } from '../format/format-date'
import { formatCount } from '../format/format-number'
import { Empty } from '../ui/empty'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import table from '../ui/table.module.css'
import { newestLabelSetsQuery } from './label-set-queries'

export function LabelSetsPage() {
  const { data: sets, error, refetch } = useQuery(newestLabelSetsQuery)
  return (
    <>
      <PageHead title="Label sets">
        <Link className="button-like" to="/label-sets/new">
          New label set
        </Link>
      </PageHead>
      {error && <Problem error={error} onRetry={refetch} />}
      {!sets && !error && <Loading />}
      {sets?.length === 0 && (
        <Empty title="No label set yet">
          <p>
            A label set is a list of words to listen for. Each change makes a new version, so that
            what was tagged can always be explained.
          </p>
          <Link className="button-like" to="/label-sets/new">
            Write the first one
          </Link>
        </Empty>
      )}
      {sets && sets.length > 0 && (
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>Label set</th>
                <th className={table.number}>Version</th>
                <th className={table.number}>Labels</th>
                <th>Template</th>
                <th>Since</th>
              </tr>
            </thead>
            <tbody>
              {sets.map((set) => (
                <tr key={set.name}>
                  <td className={table.main}>
                    <Link params={{ name: set.name }} to="/label-sets/$name">
                      {set.name}
                    </Link>
                  </td>
                  <td className={table.number}>{set.version}</td>
                  <td className={table.number}>{formatCount(set.labelCount)}</td>
                  <td>{set.template}</td>
                  <td>{formatDate(set.createdAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
