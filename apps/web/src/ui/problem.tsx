import { ApiError } from '@earmark/client'
import { Button } from './button'
import styles from './problem.module.css'

/** What went wrong: the code for programs, the sentence for people, and what to do next. */
export function Problem({
  error,
  onRetry,
  isInline = false,
}: {
  error: unknown
  onRetry?: () => void
  isInline?: boolean
}) {
  const code = error instanceof ApiError ? error.code : undefined
  const sentence = error instanceof Error ? error.message : String(error)
  return (
    <div className={styles.problem} data-inline={isInline || undefined} role="alert">
      {code !== undefined && <code className={styles.code}>{code}</code>}
      <p>{sentence}</p>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  )
}
