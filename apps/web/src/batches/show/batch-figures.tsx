import type { Batch } from '@earmark/client'
import { formatClock } from '../../format/format-date'
import { formatCount } from '../../format/format-number'
import { formatDuration } from '../../format/format-time'
import { Figure, Figures } from '../../ui/figures'
import { ProgressBar } from '../progress-bar'
import { sourceText } from '../source-text'
import { isActive } from '../states'
import styles from './show.module.css'

export function BatchFigures({
  batch,
  pace: { itemsPerS, leftS },
}: {
  batch: Batch
  pace: { itemsPerS: number | null; leftS: number | null }
}) {
  const { counts, scanFinished } = batch
  const over = counts.done + counts.skipped + counts.failed
  const isUnderWay = isActive(batch.state)
  return (
    <section className={styles.figures}>
      <Figures>
        <Figure
          name={`of ${formatCount(counts.found)} objects${scanFinished ? '' : ', still counting'}`}
        >
          {formatCount(over)}
        </Figure>
        {isUnderWay && itemsPerS !== null && (
          <Figure name="objects">
            {itemsPerS < 10 ? itemsPerS.toFixed(1) : Math.round(itemsPerS)} /s
          </Figure>
        )}
        {isUnderWay && leftS !== null && (
          <Figure name={`left, done at ${formatClock(new Date(Date.now() + leftS * 1000))}`}>
            {formatDuration(leftS)}
          </Figure>
        )}
        <Figure name="failed" tone={counts.failed > 0 ? 'wrong' : undefined}>
          {formatCount(counts.failed)}
        </Figure>
      </Figures>
      <ProgressBar counts={counts} />
      <p className={styles.facts}>
        <code>
          <bdi>{sourceText(batch.source)}</bdi>
        </code>
        <span>{formatCount(counts.done)} heard</span>
        <span>{formatCount(counts.skipped)} heard before</span>
        {counts.leftOut > 0 && <span>{formatCount(counts.leftOut)} no audio</span>}
        <span>{formatDuration(counts.audioS)} of sound</span>
      </p>
      {batch.reason !== null && (
        <p className={styles.reason} role="status">
          <code>{batch.code}</code> {batch.reason}
        </p>
      )}
      {isUnderWay && !batch.hasWorker && (
        <p className={styles.reason} role="status">
          No worker runs the model {batch.model.name} {batch.model.revision}: the batch waits for
          one.
        </p>
      )}
    </section>
  )
}
