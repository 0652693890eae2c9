import { CopyButton } from '../ui/copy-button'
import { Dialog } from '../ui/dialog'
import styles from './keys-page.module.css'

/** What a key consists of, which is shown this once. */
export function MadeKey({
  secret,
  title,
  note,
  onClose,
}: {
  secret: string
  title: string
  note: string
  onClose: () => void
}) {
  return (
    <Dialog onClose={onClose} title={title}>
      <div className={styles.form}>
        <p>{note}</p>
        <output aria-label="The key" className={styles.secret}>
          {secret}
        </output>
        <div>
          <CopyButton read={() => secret}>Copy</CopyButton>
        </div>
      </div>
    </Dialog>
  )
}
