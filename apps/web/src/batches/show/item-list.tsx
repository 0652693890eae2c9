import type { Batch, Item } from '@earmark/client'
import { getRouteApi, Link } from '@tanstack/react-router'
import { usePages } from '../../ui/pages/use-pages'
import { Problem } from '../../ui/problem'
import { VirtualList } from '../../ui/virtual-list'
import { itemsQuery } from '../batch-queries'
import { type ItemState, isActive } from '../states'
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
      <Items batch={batch} key={`${batch.id} ${state}`} state={state} />
    </section>
  )
}

function Items({ batch, state }: { batch: Batch; state: ItemState | undefined }) {
  const pages = usePages(itemsQuery(String(batch.id), { state, isActive: isActive(batch.state) }))
  return (
    <>
      {pages.error && <Problem error={pages.error} isInline onRetry={pages.refetch} />}
      <div className={styles.list}>
        <VirtualList
          count={pages.count}
          label="Objects of the batch"
          onSight={pages.show}
          renderRow={(index) => {
            const item = pages.rowAt(index)
            return item ? <ItemRow item={item} /> : <div className={styles.item}>…</div>
          }}
        />
      </div>
    </>
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
