import type { ReactNode } from 'react'
import styles from './page-head.module.css'

/** What the page is about, and what can be done with the whole of it. */
export function PageHead({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <header className={styles.head}>
      <h1 className={styles.title}>{title}</h1>
      {children && <div className={styles.actions}>{children}</div>}
    </header>
  )
}
