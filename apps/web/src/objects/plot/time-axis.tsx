import { formatTime } from '../../format/format-time'
import styles from './plot.module.css'
import { timeTicks } from './ticks'
import { shareOf, type View } from './view'

const TICK_PX = 80

export function TimeAxis({ view, width }: { view: View; width: number }) {
  const { stepS, at } = timeTicks(view, Math.floor(width / TICK_PX))
  return (
    <div aria-hidden="true" className={styles.axis}>
      {at.map((second) => (
        <span key={second} style={{ left: `${100 * shareOf(view, second)}%` }}>
          {formatTime(second, stepS < 1 ? 1 : 0)}
        </span>
      ))}
    </div>
  )
}
