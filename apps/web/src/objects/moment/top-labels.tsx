import { formatShare } from '../../format/format-number'
import styles from './top-labels.module.css'

export function TopLabels({
  scores,
}: {
  scores: readonly { label: string; probability: number }[]
}) {
  if (scores.length === 0) return <p className={styles.none}>Nothing was heard here.</p>
  return (
    <ol className={styles.labels}>
      {scores.map(({ label, probability }) => (
        <li key={label}>
          <span className={styles.name}>{label}</span>
          <span>{formatShare(probability)}</span>
          <span className={styles.track}>
            <span style={{ width: `${100 * probability}%` }} />
          </span>
        </li>
      ))}
    </ol>
  )
}
