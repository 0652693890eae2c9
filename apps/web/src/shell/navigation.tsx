import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client'
import { runningBatchesQuery } from '../batches/batch-queries'
import { Mark } from '../ui/mark'
import styles from './navigation.module.css'
import { ThemeChoice } from './theme-choice'

const places = [
  { to: '/', name: 'Archive' },
  { to: '/objects', name: 'Objects' },
  { to: '/search', name: 'Search', key: '/' },
  { to: '/activity', name: 'Activity' },
  { to: '/review', name: 'Review' },
  { to: '/batches', name: 'Batches' },
  { to: '/watches', name: 'Watches' },
  { to: '/retaggings', name: 'Re-taggings' },
  { to: '/label-sets', name: 'Label sets' },
  { to: '/playground', name: 'Playground' },
  { to: '/sql', name: 'SQL' },
  { to: '/keys', name: 'API keys' },
] as const

export function Navigation({
  onHelp,
  session,
}: {
  onHelp: () => void
  session: { name: string } | undefined
}) {
  const [isOpen, setOpen] = useState(false)
  const running = useQuery(runningBatchesQuery).data
  return (
    <nav aria-label="Pages" className={styles.navigation} data-open={isOpen || undefined}>
      <div className={styles.head}>
        <Link className={styles.brand} to="/">
          <Mark /> Earmark
        </Link>
        <button
          aria-expanded={isOpen}
          className={styles.toggle}
          onClick={() => setOpen(!isOpen)}
          type="button"
        >
          Menu
        </button>
      </div>
      <ul className={styles.places}>
        {places.map(({ to, name, ...place }) => (
          <li key={to}>
            <Link
              activeOptions={{ exact: to === '/', includeSearch: false }}
              className={styles.place}
              onClick={() => setOpen(false)}
              to={to}
            >
              {name}
              {'key' in place && <kbd className={styles.key}>{place.key}</kbd>}
              {to === '/batches' && running !== undefined && running > 0 && (
                <span className={styles.count}>{running} running</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <ThemeChoice />
        <button className={styles.place} onClick={onHelp} type="button">
          Keys <kbd className={styles.key}>?</kbd>
        </button>
        {session && <SignOut name={session.name} />}
      </div>
    </nav>
  )
}

function SignOut({ name }: { name: string }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const signOut = useMutation({
    mutationFn: () => api.signOut(),
    async onSuccess() {
      queries.clear()
      await navigate({ to: '/sign-in' })
    },
  })
  return (
    <button
      className={styles.place}
      onClick={() => signOut.mutate()}
      title={`Signed in with the key "${name}"`}
      type="button"
    >
      Sign out <span className={styles.count}>{name}</span>
    </button>
  )
}
