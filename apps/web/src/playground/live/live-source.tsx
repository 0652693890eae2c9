import { Button } from '../../ui/button'
import styles from '../sound/sound-source.module.css'
import type { LiveState } from './live-state'

/** The microphone: what it does now, and the button that begins and ends it. */
export function LiveSource({
  state,
  canStart,
  onStart,
  onStop,
}: {
  state: LiveState
  canStart: boolean
  onStart: () => void
  onStop: () => void
}) {
  const isOn = state.phase !== 'off'
  return (
    <section
      aria-label="Microphone"
      className={styles.source}
      data-small={state.windows.length > 0 || undefined}
    >
      <p className={styles.text} role="status">
        <Phase state={state} />
      </p>
      {isOn ? (
        <Button kind="main" onClick={onStop}>
          Stop
        </Button>
      ) : (
        <Button isDisabled={!canStart} kind="main" onClick={onStart}>
          Listen
        </Button>
      )}
    </section>
  )
}

function Phase({ state: { phase, listening, windows } }: { state: LiveState }) {
  if (phase === 'opening') return 'Opening the microphone: the browser may ask whether it may …'
  if (phase === 'waiting') {
    return (
      <>
        <b>Not connected.</b> The microphone is still on, and the connection is tried again.
      </>
    )
  }
  if (phase === 'listening' && listening) {
    const { model, windowS, hopS } = listening
    return (
      <>
        <b>Listening.</b> {model.name} hears the last {windowS} s, every {hopS} s.
      </>
    )
  }
  if (windows.length > 0) return 'Stopped: the microphone is off. This was heard last.'
  return (
    <>
      <b>Hear what sounds now.</b> The microphone’s sound goes to this Earmark alone and is kept
      nowhere; words may be changed while it runs.
    </>
  )
}
