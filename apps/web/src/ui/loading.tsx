import styles from './loading.module.css'

/** Keeps the layout while something is on its way. */
export function Loading({ lines = 6 }: { lines?: number }) {
  return (
    <div className={styles.loading} role="status">
      <span className="visually-hidden">Loading …</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines without anything in them.
        <span className={styles.line} key={line} />
      ))}
    </div>
  )
}
