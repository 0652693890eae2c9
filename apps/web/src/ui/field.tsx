import type { ReactNode } from 'react'
import styles from './field.module.css'

/** A field with its name above and what it is for below. */
export function Field({
  label,
  hint,
  children,
}: {
  label: string
  hint?: ReactNode
  children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child.
    <label className={styles.field}>
      <span className={styles.label}>{label}</span>
      {children}
      {hint && <small className={styles.hint}>{hint}</small>}
    </label>
  )
}
