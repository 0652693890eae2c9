import { useMemo } from 'react'
import plot from '../../../objects/plot/plot.module.css'
import { TimeAxis } from '../../../objects/plot/time-axis'
import { HeatMap } from '../../../objects/scores/heat-map'
import { useWidth } from '../../../ui/use-width'
import { type LiveWindow, SHOWN_S } from '../live-state'
import { lastMinute } from './last-minute'

/** The last minute of listening: when which label was heard. */
export function LiveOverTime({
  windows,
  labels,
}: {
  windows: readonly LiveWindow[]
  /** null for those that the model has. */
  labels: readonly string[] | null
}) {
  const [middle, width] = useWidth<HTMLDivElement>()
  const scores = useMemo(() => lastMinute(windows, labels ?? undefined), [windows, labels])
  const last = windows.at(-1)
  const endS = Math.max(SHOWN_S, last?.endS ?? 0)
  const view = useMemo(() => ({ startS: endS - SHOWN_S, endS }), [endS])
  return (
    <div className={plot.plot}>
      <div className={plot.row}>
        <div className={plot.middle} ref={middle}>
          <TimeAxis view={view} width={width} />
        </div>
      </div>
      <HeatMap
        currentS={last ? (last.beginS + last.endS) / 2 : -1}
        edges={scores.edges}
        scores={scores}
        view={view}
        width={width}
      />
    </div>
  )
}
