import { formatShare } from '../../format/format-number'
import { chooseRows } from '../../objects/scores/choose-rows'
import type { MeanScore } from './mean-scores'
import styles from './score-bars.module.css'

/** Of more labels those that are heard best. */
const MAX_SHOWN = 60

/** Each label with how probable it is among these, and how like it the sound is by itself. */
export function ScoreBars({ scores }: { scores: readonly MeanScore[] }) {
  const most = Math.max(...scores.map(({ probability }) => probability))
  const shown = chooseRows(
    {
      labels: scores.map(({ label }) => label),
      probabilities: scores.map(({ probability }) => probability),
    },
    MAX_SHOWN,
  )
  return (
    <ol aria-label="Scores" className={styles.bars}>
      {shown
        .map((at) => scores[at]!)
        .map(({ label, probability, similarity }) => (
          <li data-best={probability === most || undefined} key={label}>
            <b>
              <bdi>{label}</bdi>
            </b>
            <span className={styles.track}>
              <span style={{ width: `${100 * probability}%` }} />
            </span>
            <span className={styles.share}>{formatShare(probability)}</span>
            {similarity !== null && (
              <span className={styles.similarity}>similarity {similarity.toFixed(2)}</span>
            )}
          </li>
        ))}
    </ol>
  )
}
