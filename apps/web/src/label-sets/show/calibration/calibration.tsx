import type { LabelSet } from '@earmark/client'
import { useQuery } from '@tanstack/react-query'
import { formatDate } from '../../../format/format-date'
import { counted, formatShare } from '../../../format/format-number'
import { calibrationQuery } from '../../label-set-queries'
import styles from './calibration.module.css'
import { divide } from './curves'
import { type Calibrated, ThresholdPlot } from './threshold-plot'

/** Where each label begins to stand out from the archive, and how far people agree. */
export function Calibration({ set }: { set: LabelSet }) {
  const { data } = useQuery(calibrationQuery(set.id))
  if (!data) return null
  const [first] = data.labels
  if (!first) {
    return (
      <section className={styles.calibration}>
        <h2>Calibration</h2>
        <p className={styles.hint}>
          Not calibrated: nothing is detected under this version yet. “Calibrate” compares each
          label with the archive’s own background, and finds what stands out.
        </p>
      </section>
    )
  }
  const all = data.labels.flatMap(({ percentiles, threshold, said }) => [
    percentiles[0]!,
    percentiles.at(-1)!,
    threshold,
    ...said.map(({ similarity }) => similarity),
  ])
  const span = { from: Math.min(...all), to: Math.max(...all) }
  return (
    <section className={styles.calibration}>
      <h2>Calibration</h2>
      <p className={styles.hint}>
        Over the similarity, from {span.from.toFixed(2)} to {span.to.toFixed(2)}: how much of the
        background is above (filled; {counted(first.sampledWindows, 'window')},{' '}
        {formatDate(first.calibratedAt)}), the threshold (upright), and on what people said, right
        (●) or wrong (✕), how much of what is above is right (line) and how much of what is right is
        above (dashes).
      </p>
      <ul className={styles.labels}>
        {data.labels.map((label) => (
          <li className={styles.label} key={label.labelId}>
            <h3>{label.label}</h3>
            <ThresholdPlot label={label} {...span} />
            <p>{describe(label)}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function describe({ threshold, said }: Calibrated): string {
  const from = `A detection from similarity ${threshold.toFixed(2)} on.`
  if (said.length === 0) return `${from} Nobody has said yet what is right.`
  const { precision, recall } = divide(said, threshold)
  const moments = counted(said.length, 'moment')
  const right =
    precision === undefined
      ? 'none is above it'
      : `${formatShare(precision)} of those above it are right`
  const found = recall === undefined ? '' : `, ${formatShare(recall)} of the right ones are above`
  return `${from} Of ${moments} that people spoke of, ${right}${found}.`
}
