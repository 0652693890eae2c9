import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { LabelBars } from '../moments/label-bars'
import { Loading } from '../ui/loading'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import styles from './batch-page.module.css'
import { batchQuery } from './batch-queries'
import { BatchActions } from './show/batch-actions'
import { BatchFigures } from './show/batch-figures'
import { Confidence } from './show/confidence'
import { Failures } from './show/failures'
import { ItemList } from './show/item-list'
import { Moments } from './show/moments'
import { StateTag } from './state-tag'
import { isActive } from './states'
import { summaryQuery } from './summary-query'
import { useBatchProgress } from './use-batch-progress'

const route = getRouteApi('/page/batches/$id')

/** How far a batch is, what it sounds like, how sure that is, and what failed. */
export function BatchPage() {
  const { id } = route.useParams()
  const { items } = route.useSearch()
  const { data: batch, error, refetch } = useQuery(batchQuery(id))
  const pace = useBatchProgress(batch)
  const summary = useQuery(summaryQuery(id, batch !== undefined && isActive(batch.state)))
  if (error && !batch) return <Problem error={error} onRetry={refetch} />
  if (!batch) return <Loading />
  const first = batch.labelSets[0]?.name
  return (
    <>
      <PageHead
        title={
          <>
            <Link className={styles.up} to="/batches">
              Batches
            </Link>
            <span className={styles.up}>/</span> {batch.name ?? `Batch ${batch.id}`}{' '}
            <StateTag state={batch.state} />
          </>
        }
      >
        <BatchActions batch={batch} />
      </PageHead>
      <div className={styles.page}>
        <div className={styles.column}>
          <BatchFigures batch={batch} pace={pace} />
          {summary.error && <Problem error={summary.error} isInline onRetry={summary.refetch} />}
          {summary.data && summary.data.labels.length > 0 && (
            <section>
              <h2>What it sounds like{isActive(batch.state) && ' so far'}</h2>
              <LabelBars
                labels={summary.data.labels.filter(({ labelSet }) => labelSet === first)}
              />
            </section>
          )}
          <ItemList batch={batch} state={items} />
        </div>
        <div className={styles.column}>
          {summary.data && (
            <>
              <Confidence counts={summary.data.confidence} />
              <Moments moments={summary.data.surest} title="Surest" />
              <Moments moments={summary.data.leastSure} title="Least sure" />
              <Failures batch={batch} failures={summary.data.failures} />
            </>
          )}
        </div>
      </div>
    </>
  )
}
