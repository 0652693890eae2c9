import { Link } from '@tanstack/react-router'
import { formatDuration } from '../format/format-time'
import styles from './label-bars.module.css'

/** Labels by how much of the sound they name; a click finds what they named. */
export function LabelBars({
  labels,
}: {
  labels: readonly { label: string; objects: number; audioS: number }[]
}) {
  const longest = Math.max(...labels.map(({ audioS }) => audioS), 1e-9)
  return (
    <ol className={styles.bars}>
      {labels.map(({ label, objects, audioS }) => (
        <li key={label}>
          <Link
            search={{ q: label, label, minProbability: 0.5 }}
            title={`${objects} objects`}
            to="/search"
          >
            {label}
          </Link>
          <span className={styles.track}>
            <span style={{ width: `${(100 * audioS) / longest}%` }} />
          </span>
          <span className={styles.amount}>{formatDuration(audioS)}</span>
        </li>
      ))}
    </ol>
  )
}
