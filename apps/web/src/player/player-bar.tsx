import { Link } from '@tanstack/react-router'
import { fileName } from '../format/file-name'
import { formatTime } from '../format/format-time'
import { PauseSign, PlaySign } from '../ui/signs'
import styles from './player-bar.module.css'
import { usePlayer, usePlayerState } from './player-provider'
import { useCurrentTime } from './use-current-time'

/** At the bottom of each page: what sounds, where it is, and how it is played. */
export function PlayerBar() {
  const { object, isPlaying, isWaiting, rate, gainDb, loop, problem } = usePlayerState()
  const player = usePlayer()
  if (!object) return null
  const name = fileName(object.key)
  return (
    <section aria-label="Player" className={styles.bar}>
      <button
        aria-label={isPlaying ? 'Pause' : 'Play'}
        className={styles.play}
        data-waiting={isWaiting || undefined}
        onClick={player.toggle}
        type="button"
      >
        {isPlaying ? <PauseSign /> : <PlaySign />}
      </button>
      <Clock durationS={object.durationS} />
      <Link
        className={styles.name}
        params={{ id: String(object.id) }}
        search={{ t: Math.round(player.currentS() * 10) / 10 }}
        title={`s3://${object.bucket}/${object.key}`}
        to="/objects/$id"
      >
        <bdi>{name}</bdi>
      </Link>
      {problem ? (
        <span className={styles.problem} role="alert">
          {problem}
        </span>
      ) : (
        <span className={styles.settings}>
          <span>{rate}×</span>
          <span>
            {gainDb > 0 ? '+' : ''}
            {gainDb} dB
          </span>
          {loop && (
            <button className={styles.loop} onClick={() => player.setLoop(null)} type="button">
              Loop {formatTime(loop.startS)} to {formatTime(loop.endS)} ×
            </button>
          )}
        </span>
      )}
      <span aria-hidden="true" className={styles.hints}>
        Play <kbd>space</kbd> Back, on <kbd>←</kbd> <kbd>→</kbd> Slower, faster <kbd>,</kbd>{' '}
        <kbd>.</kbd>
      </span>
    </section>
  )
}

function Clock({ durationS }: { durationS: number | null }) {
  const currentS = useCurrentTime()
  return (
    <span className={styles.clock}>
      <b>{formatTime(currentS, 1)}</b>
      {durationS !== null && <> / {formatTime(durationS, 1)}</>}
    </span>
  )
}
