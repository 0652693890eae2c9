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

/**
 * Follows a batch by server-sent events while somebody looks: a browser opens six connections to a host, and ten tabs
 * would otherwise leave none.
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
    const events = new EventSource(`/v1/batches/${id}/events`)
    function take(event: MessageEvent<string>) {
      const { itemsPerS, leftS, ...progress } = JSON.parse(event.data) as Progress
      setPace({ itemsPerS, leftS })
      queries.setQueryData(batchQuery(String(id)).queryKey, (known) =>
        known ? { ...known, ...progress } : known,
      )
    }
    function end(event: MessageEvent<string>) {
      take(event)
      events.close()
      queries.invalidateQueries({ queryKey: ['batches'] }).catch(() => {})
    }
    events.addEventListener('progress', take)
    events.addEventListener('end', end)
    return () => events.close()
  }, [isFollowed, id, queries])
  return pace
}
