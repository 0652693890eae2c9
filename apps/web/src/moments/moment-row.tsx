import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { fileName } from '../format/file-name'
import { formatTime } from '../format/format-time'
import type { Playable } from '../player/playable'
import { usePlayer, usePlayerState } from '../player/player-provider'
import styles from './moment-row.module.css'
import { SoundPicture } from './sound-picture'

/** A moment in one line: its picture plays it, its name leads to it. */
export function MomentRow({
  moment: { object, startS, endS },
  note,
  noteTitle,
}: {
  moment: { object: Playable; startS: number; endS: number }
  note?: ReactNode
  noteTitle?: string
}) {
  const player = usePlayer()
  const { object: playing, isPlaying } = usePlayerState()
  const name = fileName(object.key)
  const isCurrent = playing?.id === object.id && isPlaying
  return (
    <div className={styles.row}>
      <button
        aria-label={`Play ${name} from ${formatTime(startS)}`}
        className={styles.picture}
        data-playing={isCurrent || undefined}
        onClick={() => (isCurrent ? player.stop() : player.play({ object, startS, endS }))}
        type="button"
      >
        <SoundPicture endS={endS} height={56} objectId={object.id} startS={startS} width={104} />
      </button>
      <Link
        className={styles.name}
        params={{ id: String(object.id) }}
        search={{ t: startS }}
        title={`s3://${object.bucket}/${object.key}`}
        to="/objects/$id"
      >
        <bdi>{object.key}</bdi>
        <small>
          {formatTime(startS)} to {formatTime(endS, 1)}
        </small>
      </Link>
      {note !== undefined && (
        <span className={styles.note} title={noteTitle}>
          {note}
        </span>
      )}
    </div>
  )
}
