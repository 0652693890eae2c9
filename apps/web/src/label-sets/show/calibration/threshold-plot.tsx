import styles from './calibration.module.css'
import { type CurvePoint, shareAbove, thresholdCurves } from './curves'

const WIDTH = 280
const HEIGHT = 96
/** Right and wrong stand in a line of their own below the curves. */
const MARKS = 20
const CROSS = 4

export interface Calibrated {
  threshold: number
  percentiles: readonly number[]
  said: readonly { similarity: number; isRight: boolean }[]
}

/** Over similarity: how much of the background is above, precision and recall on what people said, and the threshold. */
export function ThresholdPlot({
  label: { threshold, percentiles, said },
  from,
  to,
}: {
  label: Calibrated
  /** What the axis spans, in similarity. */
  from: number
  to: number
}) {
  const toX = (similarity: number) => ((similarity - from) / (to - from || 1)) * WIDTH
  const toY = (share: number) => HEIGHT - share * (HEIGHT - 4)
  const draw = (points: readonly CurvePoint[]) =>
    points
      .map(({ similarity, share }) => `${toX(similarity).toFixed(1)},${toY(share).toFixed(1)}`)
      .join(' ')
  const curves = thresholdCurves(said)
  return (
    <svg aria-hidden viewBox={`0 0 ${WIDTH} ${HEIGHT + MARKS}`}>
      <polygon
        className={styles.background}
        points={`0,${HEIGHT} 0,${toY(1)} ${draw(shareAbove(percentiles))} ${WIDTH},${HEIGHT}`}
      />
      <polyline className={styles.recall} points={draw(curves.recall)} />
      <polyline className={styles.precision} points={draw(curves.precision)} />
      {said.map(({ similarity, isRight }, at) => {
        const x = toX(similarity)
        const y = HEIGHT + MARKS / 2
        return isRight ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: two moments may be as similar.
          <circle className={styles.right} cx={x} cy={y} key={at} r={CROSS - 0.5} />
        ) : (
          <path
            className={styles.wrong}
            d={`M${x - CROSS},${y - CROSS} l${2 * CROSS},${2 * CROSS} m0,${-2 * CROSS} l${-2 * CROSS},${2 * CROSS}`}
            // biome-ignore lint/suspicious/noArrayIndexKey: two moments may be as similar.
            key={at}
          />
        )
      })}
      <line
        className={styles.threshold}
        x1={toX(threshold)}
        x2={toX(threshold)}
        y1={0}
        y2={HEIGHT + MARKS}
      />
    </svg>
  )
}
