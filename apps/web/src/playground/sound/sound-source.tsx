import { type DragEvent, type ReactNode, useState } from 'react'
import { formatTime } from '../../format/format-time'
import { Button } from '../../ui/button'
import styles from './sound-source.module.css'
import { useRecorder } from './use-recorder'

/** Where a sound comes from: a file that is dropped or chosen, or the microphone. */
export function SoundSource({
  onSound,
  isSmall,
  children,
}: {
  onSound: (file: File) => void
  isSmall: boolean
  children: ReactNode
}) {
  const [isOver, setOver] = useState(false)
  const recorder = useRecorder(onSound)
  const drag = (over: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(over)
  }
  return (
    <section
      aria-label="Sound"
      className={styles.source}
      data-over={isOver || undefined}
      data-small={isSmall || undefined}
      onDragLeave={drag(false)}
      onDragOver={drag(true)}
      onDrop={(event) => {
        drag(false)(event)
        const file = event.dataTransfer.files[0]
        if (file) onSound(file)
      }}
    >
      <div className={styles.text}>{children}</div>
      <label className={`button-like ${styles.file}`}>
        Choose a file
        <input
          accept="audio/*,video/*"
          className="visually-hidden"
          onChange={({ target }) => {
            const file = target.files?.[0]
            // The same file may be chosen again.
            target.value = ''
            if (file) onSound(file)
          }}
          type="file"
        />
      </label>
      {recorder.isRecording ? (
        <Button kind="main" onClick={recorder.stop}>
          Stop, {formatTime(recorder.seconds ?? 0)}
        </Button>
      ) : (
        <Button onClick={recorder.start}>Record</Button>
      )}
      {recorder.error && (
        <p className={styles.error} role="alert">
          {recorder.error}
        </p>
      )}
    </section>
  )
}
