import { type RefObject, useEffect, useMemo, useState } from 'react'
import plot from '../../objects/plot/plot.module.css'
import { TimeAxis } from '../../objects/plot/time-axis'
import { bestWindow } from '../../objects/scores/best-window'
import { cellEdges } from '../../objects/scores/cells'
import { HeatMap } from '../../objects/scores/heat-map'
import { useWidth } from '../../ui/use-width'
import type { Clip, ClipScores } from '../playground-queries'

/** A clip of several windows: when which label is heard, on its own time axis. */
export function OverTime({
  clip,
  scores,
  audio,
}: {
  clip: Clip
  scores: ClipScores
  audio: RefObject<HTMLAudioElement | null>
}) {
  const [middle, width] = useWidth<HTMLDivElement>()
  const currentS = useSecond(audio)
  const edges = useMemo(() => cellEdges(clip), [clip])
  const view = useMemo(() => ({ startS: 0, endS: clip.durationS }), [clip])
  const shown = useMemo(() => ({ ...scores, starts: clip.starts }), [scores, clip])
  const play = (second: number) => {
    const element = audio.current
    if (!element) return
    element.currentTime = second
    element.play().catch(() => {})
  }
  return (
    <div className={plot.plot}>
      <div className={plot.row}>
        <div className={plot.middle} ref={middle}>
          <TimeAxis view={view} width={width} />
        </div>
      </div>
      <HeatMap
        currentS={currentS}
        edges={edges}
        onLabel={(label) => play(clip.starts[bestWindow(scores, label)] ?? 0)}
        scores={shown}
        view={view}
        width={width}
      />
    </div>
  )
}

function useSecond(audio: RefObject<HTMLAudioElement | null>): number {
  const [second, setSecond] = useState(0)
  useEffect(() => {
    const element = audio.current
    if (!element) return
    const read = () => setSecond(element.currentTime)
    element.addEventListener('timeupdate', read)
    return () => element.removeEventListener('timeupdate', read)
  }, [audio])
  return second
}
