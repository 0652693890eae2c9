import type { Retagging } from '@earmark/client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../api/client'
import { formatDate } from '../format/format-date'
import { formatCount } from '../format/format-number'
import { Button } from '../ui/button'
import { Empty } from '../ui/empty'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import table from '../ui/table.module.css'
import styles from './retaggings-page.module.css'

const isUnderWay = ({ state }: Retagging) => state === 'queued' || state === 'running'

/** Other labels for what was heard before, without its audio: how far each is. */
export function RetaggingsPage() {
  const { data, error, refetch } = useQuery({
    queryKey: ['retaggings'],
    queryFn: ({ signal }) => api.listRetaggings({ limit: 200 }, { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? 1_000 : 10_000),
  })
  return (
    <>
      <PageHead title="Re-taggings" />
      {error && <Problem error={error} onRetry={refetch} />}
      {!data && !error && <Loading />}
      {data?.items.length === 0 && (
        <Empty title="Nothing has been tagged again">
          <p>
            New labels need no audio: they are scored against what was heard. Make a label set, and
            apply it to the archive.
          </p>
          <Link className="button-like" to="/label-sets">
            Label sets
          </Link>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>Label set</th>
                <th>State</th>
                <th className={table.wide}>Scored</th>
                <th className={table.number}>Recordings</th>
                <th>What</th>
                <th>Started</th>
                <th>
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((retagging) => (
                <Row key={retagging.id} retagging={retagging} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

function Row({ retagging }: { retagging: Retagging }) {
  const queries = useQueryClient()
  const { id, state, labelSet, scope, counts, task, reason, hasWorker } = retagging
  const steer = useMutation({
    mutationFn: (call: 'pauseRetagging' | 'resumeRetagging') => api[call]({ id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['retaggings'] }),
  })
  const isWaiting = isUnderWay(retagging) && !hasWorker
  return (
    <tr>
      <td className={table.main}>
        <Link params={{ name: labelSet.name }} to="/label-sets/$name">
          {labelSet.name} {labelSet.version}
        </Link>
        <small>
          {scope.prefix ?? (scope.batch === null ? 'all that was heard' : `batch ${scope.batch}`)}
        </small>
        {steer.error && <Problem error={steer.error} isInline />}
      </td>
      <td>
        {state === 'done' ? '✓ done' : state === 'failed' ? '✕ failed' : state}
        {reason !== null && <small className={styles.reason}>{reason}</small>}
        {isWaiting && <small className={styles.reason}>No worker runs its model: start one.</small>}
      </td>
      <td className={table.wide}>
        <progress className={styles.bar} max={Math.max(1, counts.hearings)} value={counts.done} />
      </td>
      <td className={table.number}>
        {formatCount(counts.done)} of {formatCount(counts.hearings)}
      </td>
      <td>{task === 'score' ? 'scores' : 'detections'}</td>
      <td>{formatDate(retagging.createdAt)}</td>
      <td className={table.number}>
        {isUnderWay(retagging) && (
          <Button onClick={() => steer.mutate('pauseRetagging')}>Pause</Button>
        )}
        {(state === 'paused' || state === 'failed') && (
          <Button onClick={() => steer.mutate('resumeRetagging')}>Go on</Button>
        )}
      </td>
    </tr>
  )
}
