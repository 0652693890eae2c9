import type { SearchResult } from '@earmark/client'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { fileName } from '../format/file-name'
import { formatTime } from '../format/format-time'
import { SoundPicture } from '../moments/sound-picture'
import { usePlayer, usePlayerState } from '../player/player-provider'
import styles from './hit-card.module.css'

/** Whoever only passes over a card does not want to hear it. */
const HOVER_MS = 350

/** An object with its best moment: Enter or a click plays it, and so does a pointer that rests on it. */
export function HitCard({ hit }: { hit: SearchResult['hits'][number] }) {
  const player = usePlayer()
  const { object: playing, isPlaying } = usePlayerState()
  const hover = useRef<ReturnType<typeof setTimeout>>(undefined)
  const moment = hit.moments[0]
  if (!moment) return null
  const { startS, endS } = moment
  const { objectId, bucket, key, durationS } = hit
  const object = { id: objectId, bucket, key, durationS, codec: null }
  const isSounding = playing?.id === objectId && isPlaying
  const play = () => player.play({ object, startS, endS })
  return (
    <li className={styles.card} data-sounding={isSounding || undefined}>
      <button
        aria-label={`Play ${fileName(key)} at ${formatTime(startS)}`}
        className={styles.picture}
        data-hit
        onClick={() => (isSounding ? player.stop() : play())}
        onPointerEnter={({ pointerType }) => {
          if (pointerType === 'mouse') hover.current = setTimeout(play, HOVER_MS)
        }}
        onPointerLeave={() => {
          clearTimeout(hover.current)
          if (hover.current !== undefined) player.stop()
          hover.current = undefined
        }}
        type="button"
      >
        <SoundPicture endS={endS} height={96} objectId={objectId} startS={startS} width={320} />
      </button>
      <Link
        className={styles.name}
        params={{ id: String(objectId) }}
        search={{ t: startS }}
        title={`s3://${bucket}/${key}`}
        to="/objects/$id"
      >
        <bdi>{key}</bdi>
      </Link>
      <p className={styles.facts}>
        <span>
          {formatTime(startS)} to {formatTime(endS, 1)}
          {durationS !== null && ` of ${formatTime(durationS)}`}
        </span>
        <span title="similarity, at most 1">{moment.similarity.toFixed(2)}</span>
      </p>
      <Link
        className={styles.more}
        search={({ q: _q, ...rest }) => ({ ...rest, like: objectId, window: moment.index })}
        to="/search"
      >
        More like this
      </Link>
    </li>
  )
}
