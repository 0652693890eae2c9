import { useEffect, useMemo, useRef } from 'react'
import { formatShare } from '../../format/format-number'
import { useTheme } from '../../ui/use-theme'
import styles from '../plot/plot.module.css'
import type { View } from '../plot/view'
import type { ObjectScores } from '../shapes'
import { windowAt } from './cells'
import { chooseRows } from './choose-rows'
import { colourMapOf } from './colour-map'
import { drawHeatMap } from './draw-heat-map'
import { bestLabel } from './find-stretches'

const ROW_PX = 25

/** Labels × windows on the recording's own time axis; the label that sounds now is bold, its figure at the right. */
export function HeatMap({
  scores,
  edges,
  view,
  width,
  currentS,
  onLabel,
}: {
  scores: Pick<ObjectScores, 'labels' | 'probabilities' | 'starts'> & { labelCount?: number }
  /** Of its cells, in seconds. */
  edges: readonly number[]
  view: View
  width: number
  currentS: number
  /** What a label's name does; nothing where there is nothing to play. */
  onLabel?: (label: string) => void
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useTheme()
  const colours = useMemo(() => colourMapOf(theme), [theme])
  const rows = useMemo(() => chooseRows(scores), [scores])
  const { labels, labelCount = labels.length, probabilities } = scores
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (!element || !context || width === 0 || rows.length === 0) return
    element.width = width
    element.height = rows.length
    const drawn = { edges, probabilities, labelCount: labels.length, rows, view, width, colours }
    context.putImageData(new ImageData(drawHeatMap(drawn), width), 0, 0)
  }, [edges, probabilities, labels, rows, view, width, colours])
  const window = windowAt(edges, currentS)
  const best = window < 0 ? -1 : bestLabel(probabilities, window, labels.length)
  return (
    <div className={styles.row}>
      <ul aria-label="Labels now" className={styles.labels}>
        {rows.map((label) => (
          <li key={labels[label]} data-best={label === best || undefined}>
            {onLabel ? (
              <button onClick={() => onLabel(labels[label]!)} title={labels[label]} type="button">
                {labels[label]}
              </button>
            ) : (
              <span title={labels[label]}>{labels[label]}</span>
            )}
          </li>
        ))}
      </ul>
      <canvas
        aria-label={`Heat map: ${rows.length} labels over ${scores.starts.length} windows`}
        className={styles.heat}
        ref={canvas}
        role="img"
        style={{ height: rows.length * ROW_PX }}
      />
      <ul aria-hidden="true" className={styles.values}>
        {rows.map((label) => (
          <li key={labels[label]} data-best={label === best || undefined}>
            {window < 0 ? '' : formatScore(probabilities[window * labels.length + label]!)}
          </li>
        ))}
      </ul>
      {rows.length < labelCount && (
        <p className={styles.more}>
          The {rows.length} that are heard best, of {labelCount.toLocaleString('en')} labels.
        </p>
      )}
    </div>
  )
}

/** Below nothing is what was not asked. */
function formatScore(probability: number): string {
  return probability < 0 ? '' : formatShare(probability)
}
