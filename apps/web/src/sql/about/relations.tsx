import type { SqlDescription } from '../sql-queries'
import styles from './about.module.css'

/** The views with their columns and the functions, as the database explains them. */
export function Relations({ views, functions }: Pick<SqlDescription, 'views' | 'functions'>) {
  return (
    <section>
      <h2>What there is to ask</h2>
      {views.map(({ name, description, columns }) => (
        <details className={styles.view} key={name}>
          <summary>earmark.{name}</summary>
          <p>{description}</p>
          <ul className={styles.columns}>
            {columns.map((column) => (
              <li key={column.name} title={column.description}>
                {column.name} <span>{column.type}</span>
              </li>
            ))}
          </ul>
        </details>
      ))}
      {functions.map(({ name, description, arguments: taken }) => (
        <details className={styles.view} key={`${name} ${taken}`}>
          <summary>
            earmark.{name}({taken.split(' ', 1)[0]}, …)
          </summary>
          <p>{description}</p>
          <ul className={styles.columns}>
            {taken.split(', ').map((argument) => (
              <li key={argument}>{argument}</li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  )
}
