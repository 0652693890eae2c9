import { counted } from '../../format/format-number'
import styles from './show.module.css'

/** From here on people find little to correct. */
const SURE = 0.65

/** How many objects have which probability of their first label. */
export function Confidence({ counts }: { counts: readonly number[] }) {
  const most = Math.max(...counts, 1)
  const all = counts.reduce((sum, count) => sum + count, 0)
  if (all === 0) return null
  return (
    <section>
      <h2>How sure</h2>
      <div
        aria-label={`Probability of each object's first label, of ${counted(all, 'object')}`}
        className={styles.bars}
        role="img"
      >
        {counts.map((count, bin) => (
          <span
            data-sure={bin / counts.length >= SURE || undefined}
            // biome-ignore lint/suspicious/noArrayIndexKey: one place for each bin.
            key={bin}
            style={{ height: `${(100 * count) / most}%` }}
            title={`${bin * 5} to ${bin * 5 + 5} %: ${counted(count, 'object')}`}
          />
        ))}
      </div>
      <p className={styles.axis}>
        <span>0 %</span>
        <span>probability of each object’s first label</span>
        <span>100 %</span>
      </p>
    </section>
  )
}
