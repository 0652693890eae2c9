import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from './button'
import styles from './dialog.module.css'

/** Over the page, which waits: the browser's own dialog keeps the focus in and gives it back. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string
  onClose: () => void
  children: ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const opened = dialog.current
    opened?.showModal()
    return () => opened?.close()
  }, [])
  return (
    <dialog aria-labelledby={titleId} className={styles.dialog} onClose={onClose} ref={dialog}>
      <header className={styles.head}>
        <h2 id={titleId}>{title}</h2>
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      </header>
      <div className={styles.body}>{children}</div>
    </dialog>
  )
}
