import { type Activity, layOutActivity } from '@earmark/client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { counted } from '../format/format-number'
import { Empty } from '../ui/empty'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import { ActivityFilters } from './activity-filters'
import { ActivityGrid } from './activity-grid'
import styles from './activity-page.module.css'
import { activityQuery } from './activity-queries'

const route = getRouteApi('/page/activity')

/** At what hour, or on what day, a label is heard at each site. */
export function ActivityPage() {
  const search = route.useSearch()
  const by = search.by ?? 'hour'
  const { data, error, isFetching, refetch } = useQuery(activityQuery(search))
  return (
    <>
      <PageHead title="Activity" />
      <div className={styles.page}>
        <ActivityFilters />
        {error && <Problem error={error} onRetry={refetch} />}
        {search.label === undefined && (
          <Empty title="When is it heard?">
            <p>
              Name a label of a calibrated label set: its detections are laid out by site and by the
              hour of the day, or day by day, beside how much was recorded then.
            </p>
          </Empty>
        )}
        {!data && isFetching && <Loading />}
        {data && (
          <div className={styles.answer} data-stale={isFetching || undefined}>
            <ActivityAnswer activity={data} by={by} label={search.label} />
          </div>
        )}
      </div>
    </>
  )
}

function ActivityAnswer({
  activity: { items, undated, isCut },
  by,
  label = '',
}: {
  activity: Activity
  by: 'hour' | 'date'
  label: string | undefined
}) {
  const grid = useMemo(() => layOutActivity(items, by), [items, by])
  if (grid.rows.length === 0) {
    return (
      <Empty title="Nothing was recorded then, as far as is known">
        <p>
          {undated > 0
            ? `Of ${counted(undated, 'object')} nothing says when they were recorded: a rule for their keys does (npx earmark metadata rule).`
            : 'No object passes the filters. Take one away.'}
        </p>
      </Empty>
    )
  }
  return (
    <>
      {grid.highest === 0 && (
        <p>
          “{label}” is not detected there. Only labels of sets that were{' '}
          <Link to="/label-sets">calibrated</Link> are.
        </p>
      )}
      <ActivityGrid by={by} grid={grid} />
      {undated > 0 && (
        <p className={styles.note}>
          {counted(undated, 'object')} left out: nothing says when they were recorded.
        </p>
      )}
      {isCut && <p className={styles.note}>There is more: ask for fewer sites or days.</p>}
    </>
  )
}
