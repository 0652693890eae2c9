import type { Batch } from '@earmark/client'
import { formatCount } from '../format/format-number'
import styles from './progress-bar.module.css'

/** Heard, heard before, failed, of all that was found. */
export function ProgressBar({ counts }: { counts: Batch['counts'] }) {
  const { found, done, skipped, failed, heardPart } = counts
  const share = (count: number) => `${found === 0 ? 0 : (100 * count) / found}%`
  const over = done + skipped + failed
  return (
    <div
      aria-label="Objects that are over"
      aria-valuemax={found}
      aria-valuemin={0}
      aria-valuenow={over}
      aria-valuetext={`${formatCount(over)} of ${formatCount(found)}`}
      className={styles.bar}
      role="progressbar"
    >
      <span className={styles.done} style={{ width: share(done + heardPart) }} />
      <span className={styles.skipped} style={{ width: share(skipped) }} />
      <span className={styles.failed} style={{ width: share(failed) }} />
    </div>
  )
}
