import { CopyButton } from '../../ui/copy-button'
import type { SqlDescription } from '../sql-queries'
import styles from './about.module.css'

/** How psql, a notebook or a dashboard reads what this page reads. */
export function OwnTools({ role, connection }: Pick<SqlDescription, 'role' | 'connection'>) {
  if (!connection) {
    return (
      <section>
        <h2>With your own tools</h2>
        <p>
          The Postgres that came with <code>npm start</code> knows one user, who may do everything,
          and no logins that only read. On the machine it runs on, this asks the same as this page,
          without its limits:
        </p>
        <pre className={styles.statement}>npx earmark sql "select * from earmark.results"</pre>
        <p>
          With a Postgres of your own (<code>DATABASE_URL</code>) the connection string for{' '}
          <code>{role}</code> stands here.
        </p>
      </section>
    )
  }
  const { host, port, database } = connection
  const url = `postgres://anna@${host.includes(':') ? `[${host}]` : host}:${port}/${encodeURIComponent(database)}`
  return (
    <section>
      <h2>With your own tools</h2>
      <p>Whoever administers the database makes a login that reads what this page reads:</p>
      <pre className={styles.statement}>
        {`create role anna login password '…';\ngrant ${role} to anna;`}
      </pre>
      <p>With it, psql, a notebook or a dashboard connects to</p>
      <pre className={styles.statement}>{url}</pre>
      <CopyButton read={() => url}>Copy</CopyButton>
    </section>
  )
}
