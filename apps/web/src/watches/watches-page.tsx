import type { Watch } from '@earmark/client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client'
import { formatDate } from '../format/format-date'
import { counted } from '../format/format-number'
import { formatDuration } from '../format/format-time'
import { Button } from '../ui/button'
import { Empty } from '../ui/empty'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import table from '../ui/table.module.css'
import { NewWatch } from './new-watch'

const watchesQuery = {
  queryKey: ['watches'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.listWatches({ limit: 1000 }, { signal }),
  refetchInterval: 10_000,
}

/** Sources that are listened to again and again, or as soon as something arrives. */
export function WatchesPage() {
  const { data, error, refetch } = useQuery(watchesQuery)
  const [isMaking, setMaking] = useState(false)
  return (
    <>
      <PageHead title="Watches">
        <Button onClick={() => setMaking(true)}>New watch</Button>
      </PageHead>
      {error && <Problem error={error} onRetry={refetch} />}
      {!data && !error && <Loading />}
      {data?.items.length === 0 && (
        <Empty title="Nothing is watched">
          <p>
            A watch makes a batch of what is new below an address: every hour, by a calendar, or
            when the bucket says that something has arrived.
          </p>
          <Button onClick={() => setMaking(true)}>Watch an address</Button>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>Watch</th>
                <th>When</th>
                <th>Label sets</th>
                <th>Last run</th>
                <th>
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((watch) => (
                <WatchRow key={watch.id} watch={watch} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {isMaking && <NewWatch onClose={() => setMaking(false)} />}
    </>
  )
}

function WatchRow({ watch }: { watch: Watch }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const run = useMutation({
    mutationFn: () => api.runWatch({ id: watch.id }),
    onSuccess: ({ id }) => navigate({ to: '/batches/$id', params: { id: String(id) } }),
  })
  const remove = useMutation({
    mutationFn: () => api.deleteWatch({ id: watch.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['watches'] }),
  })
  const error = run.error ?? remove.error
  return (
    <tr>
      <td className={table.main}>
        <b>{watch.name}</b>
        <small>
          <bdi>{String(watch.source.prefix ?? '')}</bdi>
        </small>
        {error && <Problem error={error} isInline />}
      </td>
      <td>
        {describeSchedule(watch.schedule)}
        {watch.waiting > 0 && <small>{counted(watch.waiting, 'object')} waiting</small>}
      </td>
      <td>{watch.labelSets.map(({ name, version }) => `${name} ${version}`).join(', ')}</td>
      <td>
        {watch.lastRunAt === null ? 'never' : formatDate(watch.lastRunAt)}
        {watch.lastBatchId !== null && (
          <>
            ,{' '}
            <Link params={{ id: String(watch.lastBatchId) }} to="/batches/$id">
              batch {watch.lastBatchId}
            </Link>
          </>
        )}
      </td>
      <td className={table.number}>
        <Button isDisabled={run.isPending} onClick={() => run.mutate()}>
          Run now
        </Button>{' '}
        <Button
          kind="quiet"
          onClick={() => {
            if (window.confirm(`Remove the watch "${watch.name}"? What it tagged stays.`)) {
              remove.mutate()
            }
          }}
        >
          Remove
        </Button>
      </td>
    </tr>
  )
}

function describeSchedule(schedule: Watch['schedule']): string {
  if (schedule === null) return 'on events, or when asked'
  if ('everyS' in schedule) return `every ${formatDuration(schedule.everyS)}`
  return `${schedule.cron} ${schedule.timeZone ?? 'UTC'}`
}
