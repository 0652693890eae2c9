import { usePlayer, usePlayerState } from '../player/player-provider'
import { Button } from '../ui/button'
import styles from './sound-controls.module.css'

/** What one hears, and how; each with its key. */
export function SoundControls({
  isWide,
  onPlay,
  onStep,
  onWide,
}: {
  /** Whether what is before and after plays, too. */
  isWide: boolean
  onPlay: () => void
  onStep: (by: 1 | -1) => void
  onWide: () => void
}) {
  const player = usePlayer()
  const { rate, gainDb } = usePlayerState()
  const control = (name: string, key: string, onClick: () => void) => (
    <Button kind="quiet" onClick={onClick}>
      {name} <kbd className={styles.key}>{key}</kbd>
    </Button>
  )
  return (
    <div className={styles.controls}>
      <p>
        {control('Back', 'k', () => onStep(-1))}
        {control('Again', 'space', onPlay)}
        {control('Skip', 'j', () => onStep(1))}
        {control(isWide ? 'Only the moment' : 'Before and after', 'w', onWide)}
      </p>
      <p>
        {control('Slower', ',', () => player.changeRate(-1))}
        <span>{rate}×</span>
        {control('Faster', '.', () => player.changeRate(1))}
        {control('Softer', '↓', () => player.changeGain(-1))}
        <span>
          {gainDb > 0 ? '+' : ''}
          {gainDb} dB
        </span>
        {control('Louder', '↑', () => player.changeGain(1))}
      </p>
    </div>
  )
}
