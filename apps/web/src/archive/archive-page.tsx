import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { batchesQuery } from '../batches/batch-queries'
import { ProgressBar } from '../batches/progress-bar'
import { sourceText } from '../batches/source-text'
import { StateTag } from '../batches/state-tag'
import { isActive } from '../batches/states'
import { counted, formatBytes, formatCount } from '../format/format-number'
import { formatDuration } from '../format/format-time'
import { LabelBars } from '../moments/label-bars'
import { Figure, Figures } from '../ui/figures'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import styles from './archive-page.module.css'
import { FirstSteps } from './first-steps'
import { statsQuery } from './stats-query'

/** How much has been heard, what it sounds like, what runs, and what failed. */
export function ArchivePage() {
  const { data: stats, error, refetch } = useQuery(statsQuery)
  const batches = useInfiniteQuery(batchesQuery).data?.pages.flatMap(({ items }) => items) ?? []
  if (error && !stats) return <Problem error={error} onRetry={refetch} />
  if (!stats) return <Loading />
  const running = batches.filter(({ state }) => isActive(state))
  const about = stats.isEstimate ? 'about ' : ''
  const sets = [...new Set(stats.labels.map(({ labelSet }) => labelSet))]
  return (
    <>
      <PageHead title="Archive">
        <Link className="button-like" to="/batches/new">
          New batch
        </Link>
      </PageHead>
      {stats.objects === 0 ? (
        <FirstSteps isRunning={running.length > 0} />
      ) : (
        <div className={styles.page}>
          <Figures>
            <Figure name={`recordings heard, ${formatBytes(stats.bytes)}`}>
              {about}
              {formatCount(stats.objects)}
            </Figure>
            <Figure name={`of sound, in ${counted(stats.windows, 'window')}`}>
              {about}
              {formatDuration(stats.audioS)}
            </Figure>
            <Figure
              name={stats.workers.alive === 0 ? 'alive: start a worker' : 'at work or waiting'}
            >
              {counted(stats.workers.alive, 'worker')}
            </Figure>
          </Figures>
          <div className={styles.columns}>
            <div className={styles.column}>
              {sets.map((set) => (
                <section key={set}>
                  <h2>What it sounds like, in “{set}”</h2>
                  <LabelBars
                    labels={stats.labels.filter(({ labelSet }) => labelSet === set).slice(0, 12)}
                  />
                </section>
              ))}
            </div>
            <div className={styles.column}>
              <section>
                <h2>{running.length > 0 ? 'Running' : 'Last batches'}</h2>
                <ul className={styles.batches}>
                  {(running.length > 0 ? running : batches).slice(0, 5).map((batch) => (
                    <li key={batch.id}>
                      <Link params={{ id: String(batch.id) }} to="/batches/$id">
                        <b>{batch.name ?? `Batch ${batch.id}`}</b>
                        <StateTag state={batch.state} />
                        <small>
                          <bdi>{sourceText(batch.source)}</bdi>,{' '}
                          {counted(batch.counts.found, 'object')}
                        </small>
                      </Link>
                      {isActive(batch.state) && <ProgressBar counts={batch.counts} />}
                    </li>
                  ))}
                </ul>
              </section>
              {stats.failures.length > 0 && (
                <section>
                  <h2>Failed</h2>
                  <ul className={styles.failures}>
                    {stats.failures.map(({ code, objects }) => (
                      <li key={code}>
                        <code>{code}</code> {counted(objects, 'object')}
                      </li>
                    ))}
                  </ul>
                </section>
              )}
              <section>
                <h2>Models</h2>
                <ul className={styles.failures}>
                  {stats.models.map(({ name, revision, objects }) => (
                    <li key={name + revision}>
                      {name} {revision}: {counted(objects, 'recording')}
                    </li>
                  ))}
                </ul>
              </section>
            </div>
          </div>
        </div>
      )}
    </>
  )
}
