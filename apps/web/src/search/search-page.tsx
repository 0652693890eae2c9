import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useKeys } from '../keyboard/use-keys'
import { Button } from '../ui/button'
import { Empty } from '../ui/empty'
import { Loading } from '../ui/loading'
import { Problem } from '../ui/problem'
import { HitCard } from './hit-card'
import { SearchFilters } from './search-filters'
import styles from './search-page.module.css'
import { searchQuery } from './search-queries'

const route = getRouteApi('/page/search')

/** Results come while one types; the words are in the URL when one stops. */
const TYPING_MS = 250

/** Any words → the moments that sound most like them. */
export function SearchPage() {
  const asked = route.useSearch()
  const navigate = route.useNavigate()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(asked.q ?? '')
  const { data, error, isFetching, refetch } = useQuery(searchQuery(asked))
  useEffect(() => {
    if (typed === (asked.q ?? '')) return
    const timer = setTimeout(() => {
      navigate({
        search: ({ like: _like, window: _window, ...rest }) => ({ ...rest, q: typed || undefined }),
        replace: true,
      }).catch(() => {})
    }, TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed, asked.q, navigate])
  useKeys({
    '/': () => field.current?.select(),
    j: () => focusCard(1),
    k: () => focusCard(-1),
  })
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">Search</h1>
      <div className={styles.ask}>
        <input
          aria-label="Search by words"
          // biome-ignore lint/a11y/noAutofocus: who comes here comes to type.
          autoFocus={asked.q === undefined && asked.like === undefined}
          className={styles.field}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === 'ArrowDown') {
              event.preventDefault()
              focusCard(1)
            }
          }}
          placeholder="a church bell far away"
          ref={field}
          type="search"
          value={typed}
        />
        {asked.like !== undefined && (
          <p className={styles.like}>
            More like a moment of object {asked.like}.{' '}
            <Button kind="quiet" onClick={() => navigate({ search: {} })}>
              Search by words instead
            </Button>
          </p>
        )}
        <SearchFilters />
      </div>
      {error && <Problem error={error} onRetry={refetch} />}
      {!data && isFetching && <Loading />}
      {data?.note && <p className={styles.note}>{data.note}</p>}
      {data && data.hits.length === 0 && (
        <Empty title="Nothing was found">
          <p>
            Nothing that has been heard passes the filters. Take one away, or tag more of the
            archive.
          </p>
        </Empty>
      )}
      {!data && !isFetching && !error && (
        <Empty title="Find a moment by words">
          <p>
            Say what it sounds like: “rain on a tent”, “a door slams in a large hall”. Every window
            that was heard is compared; nothing is decoded again.
          </p>
        </Empty>
      )}
      {data && data.hits.length > 0 && (
        <ul className={styles.hits} data-stale={isFetching || undefined}>
          {data.hits.map((hit) => (
            <HitCard hit={hit} key={hit.objectId} />
          ))}
        </ul>
      )}
    </div>
  )
}

function focusCard(step: 1 | -1): void {
  const cards = [...document.querySelectorAll<HTMLElement>('[data-hit]')]
  const at = cards.indexOf(document.activeElement as HTMLElement)
  const next = cards[at < 0 ? 0 : Math.max(0, Math.min(cards.length - 1, at + step))]
  next?.focus()
}
