import { useMemo } from 'react'
import { Spectrogram } from '../objects/plot/spectrogram'
import { shareOf, type View } from '../objects/plot/view'
import type { Playable } from '../player/playable'
import { usePlayer, usePlayerState } from '../player/player-provider'
import { useCurrentTime } from '../player/use-current-time'
import { useWidth } from '../ui/use-width'
import styles from './moment-picture.module.css'
import type { Moment } from './review-queries'

/** So much of what is before and after a moment is seen. */
const AROUND_S = 5

/** A moment's spectrogram with what is around it; a click plays from there. */
export function MomentPicture({
  moment: { startS, endS },
  object,
  heard,
}: {
  moment: Moment
  object: Playable
  /** What plays. */
  heard: { startS: number; endS: number }
}) {
  const player = usePlayer()
  const { object: loaded } = usePlayerState()
  const currentS = useCurrentTime()
  const [box, width] = useWidth<HTMLDivElement>()
  const { durationS } = object
  const view = useMemo<View>(
    () => ({
      startS: Math.max(0, startS - AROUND_S),
      endS: Math.min(endS + AROUND_S, Math.max(durationS ?? endS + AROUND_S, startS + 0.1)),
    }),
    [startS, endS, durationS],
  )
  const percent = (second: number) => 100 * Math.min(1, Math.max(0, shareOf(view, second)))
  const headAt = shareOf(view, currentS)
  const isHere = loaded?.id === object.id && headAt >= 0 && headAt <= 1
  const left = percent(startS)
  return (
    <div className={styles.picture} ref={box}>
      <Spectrogram id={String(object.id)} view={view} width={width} />
      <div
        className={styles.frame}
        style={{ left: `${left}%`, width: `${percent(endS) - left}%` }}
      />
      {isHere && <div className={styles.head} style={{ left: `${100 * headAt}%` }} />}
      <button
        aria-label="Play from where you click"
        className={styles.surface}
        onClick={({ clientX, currentTarget }) => {
          const { left: from, width: whole } = currentTarget.getBoundingClientRect()
          const part = Math.min(1, Math.max(0, (clientX - from) / whole))
          const second = view.startS + part * (view.endS - view.startS)
          player.play({ object, startS: second, endS: Math.max(heard.endS, second + 1) })
        }}
        tabIndex={-1}
        type="button"
      />
    </div>
  )
}
