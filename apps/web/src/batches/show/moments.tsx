import { formatShare } from '../../format/format-number'
import { MomentRow } from '../../moments/moment-row'
import type { Summary } from '../summary-query'
import styles from './show.module.css'

export function Moments({ title, moments }: { title: string; moments: Summary['surest'] }) {
  if (moments.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <div className={styles.moments}>
        {moments.map(
          ({ objectId, bucket, key, durationS, codec, label, probability, startS, endS }) => (
            <MomentRow
              key={objectId}
              moment={{ object: { id: objectId, bucket, key, durationS, codec }, startS, endS }}
              note={`${label} ${formatShare(probability)}`}
            />
          ),
        )}
      </div>
    </section>
  )
}
