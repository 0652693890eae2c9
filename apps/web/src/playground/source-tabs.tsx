import { getRouteApi } from '@tanstack/react-router'
import styles from './source-tabs.module.css'

const route = getRouteApi('/page/playground')

/** Where the sound comes from; the words stay. */
export function SourceTabs() {
  const { source } = route.useSearch()
  return (
    <nav aria-label="Where the sound comes from" className={styles.tabs}>
      {([undefined, 'live'] as const).map((tab) => (
        <route.Link
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={source === tab ? 'page' : undefined}
          className={styles.tab}
          key={tab ?? 'sound'}
          search={(rest) => ({ ...rest, source: tab })}
          to="/playground"
        >
          {tab === 'live' ? 'Listen live' : 'A file or a recording'}
        </route.Link>
      ))}
    </nav>
  )
}
