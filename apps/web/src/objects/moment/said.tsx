import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client'
import { formatDate } from '../../format/format-date'
import { formatTime } from '../../format/format-time'
import { usePlayer } from '../../player/player-provider'
import type { StoredObject } from '../shapes'
import styles from './said.module.css'

const signs = { right: '✓', wrong: '✕ not', unsure: '? unsure of' }

/** What people said of this recording's labels, the newest first. */
export function Said({ object }: { object: StoredObject }) {
  const player = usePlayer()
  const { data } = useQuery({
    queryKey: ['objects', String(object.id), 'said'],
    queryFn: ({ signal }) => api.listAnnotations({ object: object.id, limit: 200 }, { signal }),
  })
  if (!data || data.items.length === 0) return null
  const said = data.items.toSorted((a, b) => b.annotatedAt.localeCompare(a.annotatedAt))
  return (
    <section>
      <h2>What people said</h2>
      <ul className={styles.list}>
        {said.map(({ id, verdict, label, window, saidBy, annotatedAt, note }) => {
          const startS = startOf(object, window)
          return (
            <li key={id}>
              <span className={styles.verdict} data-verdict={verdict}>
                {signs[verdict]}
              </span>{' '}
              {label}
              {startS !== undefined && (
                <button onClick={() => player.play({ object, startS })} type="button">
                  {formatTime(startS)}
                </button>
              )}
              {note !== null && <q>{note}</q>}
              <small>
                {saidBy}, {formatDate(annotatedAt)}
              </small>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function startOf({ hearings }: StoredObject, window: number | null): number | undefined {
  if (window === null) return undefined
  return hearings[0]?.windows.find(({ index }) => index === window)?.startS
}
