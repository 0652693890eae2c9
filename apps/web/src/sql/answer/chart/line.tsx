import type { SqlAnswer } from '../../sql-queries'
import styles from './chart.module.css'
import type { Axes } from './choose-axes'
import { formatAmount, formatPlace, isTimeColumn, readPlace } from './read-axis'
import { roundTicks } from './round-ticks'

const HEIGHT_PX = 280
const LEFT_PX = 64
const RIGHT_PX = 24
const TOP_PX = 8
const BOTTOM_PX = 28
/** Of so few points each is shown, so that one is seen, too. */
const MAX_POINTS = 80

export interface Point {
  x: number
  y: number
}

/** Rows that lie on both axes, from left to right. What is no number and no time stands in the order of the rows. */
export function readPoints(answer: SqlAnswer, { x, y }: Axes): Point[] {
  const isTime = isTimeColumn(answer.columns[x]!)
  const isPlace = answer.rows.every(
    (row) => row[x] === null || readPlace(row[x]!, isTime) !== undefined,
  )
  return answer.rows
    .map((row, at) => ({ x: isPlace ? readPlace(row[x]!, isTime) : at, y: row[y] }))
    .filter((point): point is Point => point.x !== undefined && typeof point.y === 'number')
    .sort((a, b) => a.x - b.x)
}

export function Line({ answer, axes, width }: { answer: SqlAnswer; axes: Axes; width: number }) {
  const points = readPoints(answer, axes)
  const isTime = isTimeColumn(answer.columns[axes.x]!)
  const first = points[0]?.x ?? 0
  const last = points.at(-1)?.x ?? 1
  const span = last - first || 1
  const ys = points.map(({ y }) => y)
  const yTicks = roundTicks(Math.min(0, ...ys), Math.max(0, ...ys), 4)
  const innerPx = Math.max(80, width - LEFT_PX - RIGHT_PX)
  const toX = (x: number) => LEFT_PX + ((x - first) / span) * innerPx
  const [least, most] = [yTicks[0]!, yTicks.at(-1)!]
  const toY = (y: number) =>
    HEIGHT_PX - BOTTOM_PX - ((y - least) / (most - least)) * (HEIGHT_PX - TOP_PX - BOTTOM_PX)
  const wanted = Math.max(1, Math.min(5, Math.floor(innerPx / 110)))
  const xTicks = Array.from({ length: wanted + 1 }, (_, at) => first + (span * at) / wanted)
  return (
    <svg aria-hidden height={HEIGHT_PX} width={width}>
      {yTicks.map((tick) => (
        <g key={tick}>
          <line
            className={styles.rule}
            x1={LEFT_PX}
            x2={LEFT_PX + innerPx}
            y1={toY(tick)}
            y2={toY(tick)}
          />
          <text className={styles.text} textAnchor="end" x={LEFT_PX - 8} y={toY(tick) + 4}>
            {formatAmount(tick)}
          </text>
        </g>
      ))}
      {xTicks.map((tick) => (
        <text
          className={styles.text}
          key={tick}
          textAnchor="middle"
          x={toX(tick)}
          y={HEIGHT_PX - 8}
        >
          {isTime ? formatPlace(tick, span) : formatAmount(Number(tick.toPrecision(4)))}
        </text>
      ))}
      <polyline
        className={styles.line}
        points={points.map(({ x, y }) => `${toX(x).toFixed(1)},${toY(y).toFixed(1)}`).join(' ')}
      />
      {points.length <= MAX_POINTS &&
        points.map(({ x, y }) => (
          <circle className={styles.point} cx={toX(x)} cy={toY(y)} key={`${x} ${y}`} r={3} />
        ))}
    </svg>
  )
}
