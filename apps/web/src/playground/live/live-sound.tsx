import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { splitWords } from '../../label-sets/split-words'
import type { RunningModel } from '../../model/running-model'
import { usePlayer } from '../../player/player-provider'
import { Problem } from '../../ui/problem'
import { LengthField } from '../length-field'
import styles from '../playground-page.module.css'
import { ScoreBars } from '../scores/score-bars'
import { type Words, WordsForm } from '../words-form'
import { LiveSource } from './live-source'
import { isSilent } from './shown/is-silent'
import { LiveFigures } from './shown/live-figures'
import { LiveOverTime } from './shown/live-over-time'
import { scoresNow } from './shown/scores-now'
import { useLiveListener } from './use-live-listener'

const route = getRouteApi('/page/playground')

const USUAL_HOP_S = 1
/** As the API does: longer is surer, shorter notices sooner that a sound has ended. */
const USUAL_WINDOW_S = 5

/** The microphone while it sounds, and any words at all. */
export function LiveSound({ model, words }: { model: RunningModel | undefined; words: Words }) {
  const { window: windowS, hop: hopS = USUAL_HOP_S } = route.useSearch()
  const player = usePlayer()
  const { state, start, ask, stop } = useLiveListener()
  const hasOwnLabels = model?.kind === 'classifier'
  const question = useMemo(
    () => ({
      labels: hasOwnLabels ? null : splitWords(words.labels),
      template: words.template.trim(),
      windowS,
      hopS,
    }),
    [hasOwnLabels, words.labels, words.template, windowS, hopS],
  )
  const isAsked = hasOwnLabels || splitWords(words.labels).length > 0
  useEffect(() => {
    if (isAsked) ask(question)
  }, [ask, question, isAsked])

  const { windows, listening } = state
  const last = windows.at(-1)
  const labels = hasOwnLabels ? null : (listening?.labels ?? [])
  return (
    <>
      <LiveSource
        canStart={isAsked && model !== undefined}
        onStart={() => {
          player.stop()
          start(question)
        }}
        onStop={stop}
        state={state}
      />
      {state.problem !== null && <Problem error={state.problem} isInline />}
      {state.complaint !== null && <Problem error={state.complaint} isInline />}
      <WordsForm hasOwnLabels={hasOwnLabels} words={words}>
        <LengthField
          choices={[10, 2, 1].filter((seconds) => seconds <= (model?.windowS ?? seconds))}
          label="Windows of"
          name="window"
          usual={`${Math.min(USUAL_WINDOW_S, model?.windowS ?? USUAL_WINDOW_S)} s`}
        />
        <LengthField
          choices={[0.25, 0.5, 2, 5, 10]}
          label="Scores every"
          name="hop"
          usual={`${USUAL_HOP_S} s`}
        />
      </WordsForm>
      {last && (
        <>
          {isSilent(windows) && state.phase === 'listening' && (
            <p className={styles.hint} role="status">
              The microphone gives nothing but silence: it may be muted, or the browser may listen
              to another one. What stands below is guessed.
            </p>
          )}
          <LiveFigures state={state} />
          <ScoreBars scores={scoresNow(last, labels)} />
          <LiveOverTime labels={labels} windows={windows} />
          {!hasOwnLabels && (
            <p className={styles.hint}>
              The shares are among these labels alone, so one of them always wins: type common
              sounds beside them, such as silence, wind or traffic.
            </p>
          )}
        </>
      )}
    </>
  )
}
