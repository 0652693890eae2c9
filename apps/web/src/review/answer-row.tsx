import styles from './answer-row.module.css'
import type { Verdict } from './review-queries'
import { WAYS } from './ways'

/** Three answers, each with its key. */
export function AnswerRow({
  said,
  onSay,
}: {
  /** What one has said of this moment already. */
  said: Verdict | undefined
  onSay: (verdict: Verdict) => void
}) {
  return (
    <div className={styles.answers}>
      {(['right', 'wrong', 'unsure'] as const).map((verdict) => {
        const { button, key, sign } = WAYS[verdict]
        return (
          <button
            aria-pressed={said === verdict}
            data-verdict={verdict}
            key={verdict}
            onClick={() => onSay(verdict)}
            type="button"
          >
            <span aria-hidden="true">{sign}</span> {button} <kbd>{key}</kbd>
          </button>
        )
      })}
    </div>
  )
}
