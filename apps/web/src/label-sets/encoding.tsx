import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { formatCount } from '../format/format-number'
import { formatDuration } from '../format/format-time'
import styles from './encoding.module.css'
import { encodingQuery } from './label-set-queries'

/** Less says nothing yet. */
const TELLING_MS = 3_000

/** Says how far the encoding of a set's labels is, while something waits for it; nothing where all are encoded. */
export function Encoding({ set }: { set: string }) {
  const { data, dataUpdatedAt } = useQuery(encodingQuery(set))
  const first = useRef<{ encoded: number; atMs: number } | null>(null)
  if (!data || data.encoded === data.labels) return null
  const { labels, encoded } = data
  first.current ??= { encoded, atMs: dataUpdatedAt }
  const forMs = dataUpdatedAt - first.current.atMs
  const since = encoded - first.current.encoded
  const isTelling = forMs >= TELLING_MS && since > 0
  const leftS = isTelling ? Math.ceil(((labels - encoded) * forMs) / since / 1000) : null
  return (
    <div className={styles.encoding}>
      <p role="status">Encoding {formatCount(labels)} labels, each once.</p>
      <progress aria-label="Encoded labels" max={labels} value={encoded} />
      <p>
        {formatCount(encoded)} done{leftS !== null && `, about ${formatDuration(leftS)} left`}. It
        goes on by itself; all else can be used meanwhile.
      </p>
    </div>
  )
}
