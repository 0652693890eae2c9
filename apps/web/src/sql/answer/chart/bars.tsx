import type { SqlAnswer } from '../../sql-queries'
import { valueText } from '../column-widths'
import styles from './chart.module.css'
import type { Axes } from './choose-axes'
import { formatAmount } from './read-axis'
import { roundTicks } from './round-ticks'

/** More bars than these say less than the table does. */
export const MAX_BARS = 100
const ROW_PX = 24
const NAME_SHARE = 0.3
const NAME_MAX_PX = 240
const AMOUNT_PX = 72
/** A character of the names, about. */
const CHARACTER_PX = 7

/** A bar for each row, from zero, with its name at the left and its amount at the end. */
export function Bars({ answer, axes, width }: { answer: SqlAnswer; axes: Axes; width: number }) {
  const rows = answer.rows.slice(0, MAX_BARS)
  const amounts = rows.map((row) => row[axes.y] as number | null)
  const known = amounts.filter((amount) => amount !== null)
  const ticks = roundTicks(Math.min(0, ...known), Math.max(0, ...known), 4)
  const [least, most] = [ticks[0]!, ticks.at(-1)!]
  const namePx = Math.min(NAME_MAX_PX, width * NAME_SHARE)
  const barPx = Math.max(40, width - namePx - AMOUNT_PX - 8)
  const toX = (amount: number) => namePx + 8 + ((amount - least) / (most - least)) * barPx
  return (
    <svg aria-hidden height={rows.length * ROW_PX + 4} width={width}>
      <line className={styles.rule} x1={toX(0)} x2={toX(0)} y1={0} y2={rows.length * ROW_PX} />
      {rows.map((row, at) => {
        const amount = amounts[at]
        const name = valueText(row[axes.x]!)
        const fitting = Math.floor(namePx / CHARACTER_PX)
        const y = at * ROW_PX
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a result have no name.
          <g key={at}>
            <title>{`${name}: ${valueText(amount ?? null)}`}</title>
            <text className={styles.name} textAnchor="end" x={namePx} y={y + 16}>
              {name.length > fitting ? `${name.slice(0, fitting - 1)}…` : name}
            </text>
            {amount !== null && amount !== undefined && (
              <>
                <rect
                  className={styles.bar}
                  height={ROW_PX - 8}
                  rx={2}
                  width={Math.max(1, Math.abs(toX(amount) - toX(0)))}
                  x={Math.min(toX(0), toX(amount))}
                  y={y + 4}
                />
                <text className={styles.text} x={Math.max(toX(amount), toX(0)) + 6} y={y + 16}>
                  {formatAmount(amount)}
                </text>
              </>
            )}
          </g>
        )
      })}
    </svg>
  )
}
