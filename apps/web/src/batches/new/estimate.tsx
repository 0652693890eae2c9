import type { LabelSetChoice } from '@earmark/client'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useState } from 'react'
import { api } from '../../api/client'
import { counted, formatBytes } from '../../format/format-number'
import { formatDuration } from '../../format/format-time'
import { Problem } from '../../ui/problem'
import styles from './estimate.module.css'

const TYPING_MS = 500

/** How much there is below an address, and how long it will take. */
export function Estimate({
  prefix,
  labelSets,
}: {
  prefix: string
  /** Null where none is chosen yet. */
  labelSets: readonly LabelSetChoice[] | null
}) {
  const [asked, setAsked] = useState(prefix)
  const choices = useDeferredValue(labelSets)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(prefix), TYPING_MS)
    return () => clearTimeout(timer)
  }, [prefix])
  const { data, error, isFetching } = useQuery({
    queryKey: ['estimate', asked],
    queryFn: ({ signal }) =>
      api.createBatch(
        {
          source: { prefix: asked },
          // What it listens for does not change how much there is: any label will do until one is chosen.
          labelSets: choices === null ? [{ labels: ['sound'] }] : [...choices],
          dryRun: true,
        },
        { signal },
      ),
    enabled: /^s3:\/\/[^/]+/.test(asked),
    retry: false,
    staleTime: 30_000,
  })
  if (error) return <Problem error={error} isInline />
  if (isFetching && !data) return <p className={styles.estimate}>Counting …</p>
  if (!data) return null
  const { found, isComplete, leftOut, alreadyHeard, bytes, audioS, timeS } = data
  const facts = [
    `${isComplete ? '' : 'at least '}${counted(found, 'object')}, ${formatBytes(bytes)}`,
    alreadyHeard > 0 && `${counted(alreadyHeard, 'was', 'were')} heard before and will be skipped`,
    leftOut > 0 &&
      `${counted(leftOut, 'file that is no audio', 'files that are no audio')} left out`,
    audioS !== null && audioS > 0 && `about ${formatDuration(audioS)} of sound`,
    timeS !== null && timeS > 0 && `about ${formatDuration(timeS)} of work`,
  ].filter((fact) => fact !== false)
  return (
    <ul className={styles.estimate} data-testid="estimate">
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  )
}
