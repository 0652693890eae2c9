import type { Batch } from '@earmark/client'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { usePageVisible } from '../ui/use-page-visible'
import { batchQuery } from './batch-queries'
import { isActive } from './states'

type Progress = Pick<
  Batch,
  'state' | 'hasWorker' | 'counts' | 'scanFinished' | 'code' | 'reason' | 'finishedAt'
> & { itemsPerS: number | null; leftS: number | null }

/** The tab that holds it has the stream. */
const STREAM_LOCK = 'earmark.stream'
const ASK_INTERVAL_MS = 3_000

/**
 * Follows a batch while somebody looks, by server-sent events in one of all tabs and windows; the others ask again and
 * again. A browser opens six connections to a host, and ten windows with a stream each would leave none for anything else.
 */
export function useBatchProgress(batch: Batch | undefined): Pick<Progress, 'itemsPerS' | 'leftS'> {
  const queries = useQueryClient()
  const isVisible = usePageVisible()
  const [pace, setPace] = useState<Pick<Progress, 'itemsPerS' | 'leftS'>>({
    itemsPerS: null,
    leftS: null,
  })
  const id = batch?.id
  const isFollowed = isVisible && batch !== undefined && isActive(batch.state)
  useEffect(() => {
    if (!isFollowed) return
    const { queryKey } = batchQuery(String(id))
    const leaving = new AbortController()
    let events: EventSource | undefined
    function take(event: MessageEvent<string>) {
      const { itemsPerS, leftS, ...progress } = JSON.parse(event.data) as Progress
      setPace({ itemsPerS, leftS })
      queries.setQueryData(queryKey, (known) => (known ? { ...known, ...progress } : known))
    }
    function end(event: MessageEvent<string>) {
      take(event)
      events?.close()
      queries.invalidateQueries({ queryKey: ['batches'] }).catch(() => {})
    }
    async function ask() {
      if (events) return
      await queries.refetchQueries({ queryKey, exact: true })
      const known = queries.getQueryData(queryKey)
      if (known && !isActive(known.state))
        await queries.invalidateQueries({ queryKey: ['batches'] })
    }
    function stream(): Promise<void> {
      events = new EventSource(`/v1/batches/${id}/events`)
      events.addEventListener('progress', take)
      events.addEventListener('end', end)
      return new Promise((resolve) => leaving.signal.addEventListener('abort', () => resolve()))
    }
    const timer = setInterval(ask, ASK_INTERVAL_MS)
    // Browsers have locks where the page comes from this machine or by HTTPS; elsewhere every tab asks.
    navigator.locks?.request(STREAM_LOCK, { signal: leaving.signal }, stream).catch(() => {})
    return () => {
      leaving.abort()
      events?.close()
      clearInterval(timer)
    }
  }, [isFollowed, id, queries])
  return pace
}
