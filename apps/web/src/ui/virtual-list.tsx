import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import styles from './virtual-list.module.css'

const ROW_PX = 36
/** Rows before the end at which the next page is asked for. */
const AHEAD = 50

/** A list of any length: only the rows in sight are on the page. */
export function VirtualList({
  count,
  label,
  renderRow,
  isMoreWanted,
  onMore,
  onSight,
  rowPx = ROW_PX,
}: {
  count: number
  label: string
  renderRow: (index: number) => ReactNode
  /** With `onMore`, of a list that grows at its end. */
  isMoreWanted?: boolean
  onMore?: () => unknown
  /** Told which rows are on the page. */
  onSight?: (rows: { first: number; last: number }) => void
  rowPx?: number
}) {
  const scroller = useRef<HTMLElement>(null)
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
  })
  const rows = virtualizer.getVirtualItems()
  const firstShown = rows[0]?.index ?? 0
  const lastShown = rows.at(-1)?.index ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once each time the end comes near.
  useEffect(() => {
    if (isMoreWanted && lastShown >= count - AHEAD) onMore?.()
  }, [isMoreWanted, lastShown, count])
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the rows are others.
  useEffect(() => onSight?.({ first: firstShown, last: lastShown }), [firstShown, lastShown])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys, too.
    <section aria-label={label} className={styles.scroller} ref={scroller} tabIndex={0}>
      <ul className={styles.rows} style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(({ index, start, size, key }) => (
          <li
            aria-posinset={index + 1}
            aria-setsize={count}
            key={key}
            style={{ height: size, transform: `translateY(${start}px)` }}
          >
            {renderRow(index)}
          </li>
        ))}
      </ul>
    </section>
  )
}
