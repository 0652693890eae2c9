import { ApiError } from '@earmark/client'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { counted } from '../../format/format-number'
import { formatDuration } from '../../format/format-time'
import { splitWords } from '../../label-sets/split-words'
import type { RunningModel } from '../../model/running-model'
import { usePlayer } from '../../player/player-provider'
import { Problem } from '../../ui/problem'
import { LengthField } from '../length-field'
import styles from '../playground-page.module.css'
import { clipScoresQuery, useHear, useSound } from '../playground-queries'
import { meanScores } from '../scores/mean-scores'
import { OverTime } from '../scores/over-time'
import { ScoreBars } from '../scores/score-bars'
import { type Words, WordsForm } from '../words-form'
import { SoundSource } from './sound-source'

const route = getRouteApi('/page/playground')

/** One sound, heard once, and any words at all: what each sounds like while one types it. */
export function OneSound({ model, words }: { model: RunningModel | undefined; words: Words }) {
  const { window: windowS } = route.useSearch()
  const player = usePlayer()
  const audio = useRef<HTMLAudioElement>(null)
  const sound = useSound()
  const hear = useHear()
  const scores = useQuery(
    clipScoresQuery(sound?.clip, splitWords(words.labels), words.template.trim()),
  )
  const send = (file: File) => hear.mutate({ file, windowS })

  // The API keeps a clip for a while only; the page still has its file.
  const isGone = scores.error instanceof ApiError && scores.error.status === 404
  const { mutate } = hear
  useEffect(() => {
    if (isGone && sound) mutate({ file: sound.file, windowS })
  }, [isGone, sound, mutate, windowS])

  const { clip } = sound ?? {}
  const hasOwnLabels = clip ? clip.labels !== null : model?.kind === 'classifier'
  const { data } = scores
  const isOfThis =
    data !== undefined &&
    clip !== undefined &&
    data.probabilities.length === data.labels.length * clip.starts.length
  return (
    <>
      <SoundSource isSmall={sound !== undefined} onSound={send}>
        {sound && clip ? (
          <>
            <b>
              <bdi>{sound.file.name}</bdi>
            </b>
            , {formatDuration(clip.durationS)}, heard by {clip.model.name} in{' '}
            {counted(clip.starts.length, 'window')}
          </>
        ) : (
          <>
            <b>Drop a sound here</b>, or record one. It is heard once and kept nowhere; then each
            word that you type shows how much the sound is like it.
          </>
        )}
      </SoundSource>
      {hear.isPending && (
        <p className={styles.hint} role="status">
          Hearing <bdi>{hear.variables.file.name}</bdi> …
        </p>
      )}
      {hear.error && <Problem error={hear.error} isInline />}
      {sound && (
        // biome-ignore lint/a11y/useMediaCaption: what it says is what the page is there to find out.
        <audio
          aria-label={sound.file.name}
          controls
          key={sound.url}
          onPlay={player.stop}
          ref={audio}
          src={sound.url}
        />
      )}
      <WordsForm hasOwnLabels={hasOwnLabels} words={words}>
        <LengthField
          choices={[5, 2, 1]}
          label="Windows of"
          name="window"
          onChoose={(next) => sound && hear.mutate({ file: sound.file, windowS: next })}
          usual="the model’s"
        />
      </WordsForm>
      {scores.error && !isGone && <Problem error={scores.error} isInline />}
      {isOfThis && <ScoreBars scores={meanScores(data)} />}
      {isOfThis && clip.starts.length > 1 && <OverTime audio={audio} clip={clip} scores={data} />}
      {sound && !hasOwnLabels && (
        <p className={styles.hint}>
          The shares are among these labels alone, so one of them always wins. The similarity is
          each label’s own: it says whether the sound is like it at all.
        </p>
      )}
    </>
  )
}
