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
  rowPx = ROW_PX,
}: {
  count: number
  label: string
  renderRow: (index: number) => ReactNode
  isMoreWanted: boolean
  onMore: () => unknown
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
  const lastShown = rows.at(-1)?.index ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once each time the end comes near.
  useEffect(() => {
    if (isMoreWanted && lastShown >= count - AHEAD) onMore()
  }, [isMoreWanted, lastShown, count])
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
