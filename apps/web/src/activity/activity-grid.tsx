import {
  type ActivityCell,
  type ActivityGrid as Grid,
  isTimeNamed,
  shortenDay,
} from '@earmark/client'
import { useMemo } from 'react'
import { counted, formatShare } from '../format/format-number'
import { formatDuration } from '../format/format-time'
import { colourMapOf } from '../objects/scores/colour-map'
import { useTheme } from '../ui/use-theme'
import styles from './activity-grid.module.css'

/** A row a site, a column an hour or a day: the fuller the colour, the more of what was recorded holds the label. */
export function ActivityGrid({ grid, by }: { grid: Grid; by: 'hour' | 'date' }) {
  const theme = useTheme()
  const map = useMemo(() => colourMapOf(theme), [theme])
  const { times, rows, highest } = grid
  const colour = (share: number) => {
    const at = 3 * Math.round(255 * (highest > 0 ? share / highest : 0))
    return `rgb(${map[at]} ${map[at + 1]} ${map[at + 2]})`
  }
  return (
    <figure className={styles.figure}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys. */}
      <section aria-label="Activity by site and time" className={styles.scroll} tabIndex={0}>
        <table className={styles.grid} data-by={by}>
          <thead>
            <tr>
              <th scope="col">Site</th>
              {times.map((time, at) => (
                <th key={time} scope="col">
                  <span className={isTimeNamed(time, at, by) ? styles.time : 'visually-hidden'}>
                    {by === 'date' ? <time dateTime={time}>{shortenDay(time, at)}</time> : time}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ site, cells }) => (
              <tr key={site ?? ''}>
                <th scope="row">
                  <bdi>{site ?? '–'}</bdi>
                </th>
                {cells.map((cell, at) => (
                  <td
                    data-none={cell ? undefined : true}
                    key={times[at]}
                    style={cell && { background: colour(cell.share) }}
                    title={`${times[at]}${by === 'hour' ? ' h' : ''}: ${describe(cell)}`}
                  >
                    <span className="visually-hidden">{describe(cell)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <figcaption className={styles.legend}>
        <span>0 %</span>
        <span
          className={styles.scale}
          style={{
            background: `linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map((part) => colour(part * highest)).join(', ')})`,
          }}
        />
        <span>{formatShare(highest)} of what was recorded then</span>
        <span className={styles.none} data-none />
        <span>nothing recorded</span>
      </figcaption>
    </figure>
  )
}

function describe(cell: ActivityCell | undefined): string {
  if (!cell) return 'nothing recorded'
  const { share, detections, recordedS } = cell
  return `${formatShare(share)}, ${counted(detections, 'detection')} in ${formatDuration(recordedS)}`
}
