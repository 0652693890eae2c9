import type { Batch, Item } from '@earmark/client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Problem } from '../../ui/problem'
import { VirtualList } from '../../ui/virtual-list'
import { itemsQuery } from '../batch-queries'
import type { ItemState } from '../states'
import styles from './show.module.css'

const route = getRouteApi('/page/batches/$id')

const choices: { state: ItemState | undefined; name: string }[] = [
  { state: undefined, name: 'All' },
  { state: 'done', name: 'Heard' },
  { state: 'skipped', name: 'Heard before' },
  { state: 'failed', name: 'Failed' },
  { state: 'running', name: 'Running' },
  { state: 'pending', name: 'Waiting' },
]

/** The batch's objects, of any number. */
export function ItemList({ batch, state }: { batch: Batch; state: ItemState | undefined }) {
  const navigate = route.useNavigate()
  const query = useInfiniteQuery(itemsQuery(String(batch.id), state))
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section className={styles.items}>
      <h2>Objects</h2>
      <div className={styles.tabs}>
        {choices.map((choice) => (
          <button
            aria-pressed={choice.state === state}
            className="choice"
            key={choice.name}
            onClick={() => navigate({ search: { items: choice.state }, resetScroll: false })}
            type="button"
          >
            {choice.name}
          </button>
        ))}
      </div>
      {query.error && <Problem error={query.error} isInline onRetry={query.refetch} />}
      <div className={styles.list}>
        <VirtualList
          count={items.length}
          isMoreWanted={query.hasNextPage && !query.isFetchingNextPage}
          label="Objects of the batch"
          onMore={query.fetchNextPage}
          renderRow={(index) => <ItemRow item={items[index]!} />}
        />
      </div>
    </section>
  )
}

function ItemRow({ item: { key, state, objectId, message } }: { item: Item }) {
  return (
    <div className={styles.item}>
      {objectId === null ? (
        <span className={styles.name} title={message ?? undefined}>
          <bdi>{key}</bdi>
          {message !== null && <small className={styles.why}>{message}</small>}
        </span>
      ) : (
        <Link className={styles.name} params={{ id: String(objectId) }} to="/objects/$id">
          <bdi>{key}</bdi>
        </Link>
      )}
      <span className={styles.state} data-state={state}>
        {state === 'done' ? '✓ heard' : state === 'failed' ? '✕ failed' : state}
      </span>
    </div>
  )
}
