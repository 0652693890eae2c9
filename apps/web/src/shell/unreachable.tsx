import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../api/client'
import { isAway, isLong, queryClient } from '../api/query-client'
import styles from './unreachable.module.css'

/** Says that the API does not answer while it does not, and asks until it does; then what is shown is asked for anew. */
export function Unreachable() {
  const [isLost, setLost] = useState(false)
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe((event) => {
        // What failed before is still known while it is asked for anew: only another failure says that the API is away.
        if (event.type !== 'updated') return
        const { action } = event
        if ((action.type === 'failed' || action.type === 'error') && isAway(action.error)) {
          setLost(true)
        }
      }),
    [],
  )
  const { data } = useQuery({
    queryKey: ['is-back'],
    queryFn: async ({ signal }) => {
      await api.getHealth({}, { signal })
      return Date.now()
    },
    enabled: isLost,
    retry: true,
    retryDelay: 1_000,
    staleTime: 0,
    gcTime: 0,
  })
  useEffect(() => {
    if (data === undefined) return
    setLost(false)
    queryClient.removeQueries({ queryKey: ['is-back'] })
    queryClient.invalidateQueries({ predicate: ({ state }) => !isLong(state.data) }).catch(() => {})
  }, [data])
  if (!isLost) return null
  return (
    <p className={styles.banner} role="status">
      The API does not answer. Nothing is lost: this page goes on as soon as it is back.
    </p>
  )
}
