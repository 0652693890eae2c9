import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { runningModelQuery } from '../model/running-model'
import { PageHead } from '../ui/page-head'
import { Problem } from '../ui/problem'
import { LiveSound } from './live/live-sound'
import styles from './playground-page.module.css'
import { OneSound } from './sound/one-sound'
import { SourceTabs } from './source-tabs'
import { useWords } from './words-form'

const route = getRouteApi('/page/playground')

/** Any words at all, on one sound or on the microphone while it sounds. */
export function PlaygroundPage() {
  const { source } = route.useSearch()
  const words = useWords()
  const { data, error, refetch } = useQuery(runningModelQuery)
  const model = data ?? undefined
  return (
    <>
      <PageHead title="Playground" />
      <div className={styles.page}>
        <SourceTabs />
        {error && !data && <Problem error={error} isInline onRetry={() => refetch()} />}
        {source === 'live' ? (
          <LiveSound model={model} words={words} />
        ) : (
          <OneSound model={model} words={words} />
        )}
      </div>
    </>
  )
}
