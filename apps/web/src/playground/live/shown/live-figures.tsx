import { counted } from '../../../format/format-number'
import { formatDuration } from '../../../format/format-time'
import { Figure, Figures } from '../../../ui/figures'
import type { LiveState } from '../live-state'
import { behind } from './behind'

/** How far behind the sound its scores are, how loud it is, and what was not heard of it. */
export function LiveFigures({ state }: { state: LiveState }) {
  const { windows, droppedWindows, lostS } = state
  const late = behind(windows)
  const level = windows.at(-1)?.levelDb
  return (
    <Figures>
      {late && (
        <Figure name={`behind the sound, 95 % within ${late.slowMs} ms`}>{late.lastMs} ms</Figure>
      )}
      {level !== undefined && (
        <Figure name="level, of full scale">
          {level === null ? 'silence' : `${level < 0 ? '−' : ''}${Math.abs(level).toFixed(0)} dB`}
        </Figure>
      )}
      {droppedWindows > 0 && (
        <Figure
          name="not heard: the model is slower than the sound. Have scores come less often."
          tone="wrong"
        >
          {counted(droppedWindows, 'window')}
        </Figure>
      )}
      {lostS > 0 && (
        <Figure name="left out: the network is slower than the sound" tone="wrong">
          {formatDuration(lostS)}
        </Figure>
      )}
    </Figures>
  )
}
