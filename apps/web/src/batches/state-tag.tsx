import styles from './state-tag.module.css'
import { type BatchState, batchStateNames } from './states'

export function StateTag({ state }: { state: BatchState }) {
  const { name, tone } = batchStateNames[state]
  return (
    <span className={styles.tag} data-tone={tone}>
      {name}
    </span>
  )
}
