import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Encoding } from '../label-sets/encoding'
import { Problem } from '../ui/problem'
import { useWidth } from '../ui/use-width'
import { chooseLabels, hasOwnLabelsOnly } from './label-choice'
import styles from './listen-page.module.css'
import { MomentPanel } from './moment/moment-panel'
import { detectionsQuery, scoresQuery } from './object-queries'
import plot from './plot/plot.module.css'
import { Spectrogram } from './plot/spectrogram'
import { Surface } from './plot/surface'
import { TimeAxis } from './plot/time-axis'
import { Waveform } from './plot/waveform'
import { cellEdges } from './scores/cells'
import { findStretches } from './scores/find-stretches'
import { HeatMap } from './scores/heat-map'
import type { StoredObject } from './shapes'
import { useListening } from './use-listening'
import { useMomentKeys } from './use-moment-keys'

/** Waveform, spectrogram and heat map on one axis, with what is at this second beside them. */
export function ListenPage({ object }: { object: StoredObject }) {
  const id = String(object.id)
  const [middle, width] = useWidth<HTMLDivElement>()
  const listening = useListening(object)
  const { search, view, durationS, currentS } = listening
  const choice = chooseLabels(object, search)
  const scores = useQuery(scoresQuery(object, choice, search.hearing))
  const set = choice && 'labelSet' in choice ? choice.labelSet : undefined
  // Until they come, those of the set before are shown.
  const isWaiting = scores.isFetching && (scores.isPending || scores.isPlaceholderData)
  const detections = useQuery(detectionsQuery(id, set)).data?.items
  // Once for each answer: what follows the play head reads them with every frame.
  const edges = useMemo(() => (scores.data ? cellEdges(scores.data) : []), [scores.data])
  const stretches = useMemo(
    () => (scores.data ? findStretches(scores.data, edges) : []),
    [scores.data, edges],
  )
  const places = detections && detections.length > 0 ? detections : stretches
  const here = places.find(({ startS, endS }) => currentS >= startS && currentS < endS)
  useMomentKeys(places, listening)
  return (
    <div className={styles.page}>
      <div className={plot.plot}>
        <div className={plot.row}>
          <div className={plot.middle} ref={middle}>
            <TimeAxis view={view} width={width} />
            <Waveform id={id} view={view} width={width} />
          </div>
        </div>
        <div className={plot.row}>
          <div aria-hidden="true" className={plot.frequencies}>
            <span>14 kHz</span>
            <span>1 k</span>
            <span>60</span>
          </div>
          <Spectrogram id={id} view={view} width={width} />
        </div>
        {set !== undefined && isWaiting && !hasOwnLabelsOnly(object) && <Encoding set={set} />}
        {scores.data && (
          <HeatMap
            currentS={currentS}
            edges={edges}
            onLabel={listening.playLabel(scores.data)}
            scores={scores.data}
            view={view}
            width={width}
          />
        )}
        {scores.error && <Problem error={scores.error} onRetry={scores.refetch} />}
        {choice === null && (
          <p className={styles.hint}>
            This object has no labels yet. Ask it for any words, at the top, or tag it in a batch.
          </p>
        )}
        <Surface
          currentS={currentS}
          durationS={durationS}
          onPlay={listening.playAt}
          onStretch={listening.loop}
          onView={listening.show}
          regions={here ? [here] : []}
          view={view}
        />
      </div>
      <MomentPanel
        currentS={currentS}
        edges={edges}
        hereLabel={here?.label}
        object={object}
        scores={scores.data}
        set={set}
      />
    </div>
  )
}
