import type { ReactNode } from 'react'
import styles from './figures.module.css'

/** A few figures that say how much there is, each with its meaning. */
export function Figures({ children }: { children: ReactNode }) {
  return <dl className={styles.figures}>{children}</dl>
}

export function Figure({
  name,
  tone,
  children,
}: {
  name: ReactNode
  tone?: 'wrong' | undefined
  children: ReactNode
}) {
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd data-tone={tone}>{children}</dd>
    </div>
  )
}
