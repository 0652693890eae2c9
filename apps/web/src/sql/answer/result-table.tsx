import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import type { SqlAnswer } from '../sql-queries'
import { columnWidths, valueText } from './column-widths'
import { isNumeric } from './is-numeric'
import styles from './result-table.module.css'

const ROW_PX = 27

/** Rows with what each column is; of many only those in sight are on the page. */
export function ResultTable({ answer }: { answer: SqlAnswer }) {
  const { columns, rows } = answer
  const scroller = useRef<HTMLElement>(null)
  const widths = useMemo(() => columnWidths(answer), [answer])
  const numeric = useMemo(() => columns.map((_, at) => isNumeric(answer, at)), [answer, columns])
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 20,
  })
  const shown = virtualizer.getVirtualItems()
  const before = shown[0]?.start ?? 0
  const after = virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys, too.
    <section aria-label="Rows" className={styles.result} ref={scroller} tabIndex={0}>
      <table aria-rowcount={rows.length + 1} className={styles.table}>
        <colgroup>
          {columns.map(({ name }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name.
            <col key={`${at} ${name}`} style={{ width: `calc(${widths[at]}ch + 24px)` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ name, type }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name.
              <th data-number={numeric[at] || undefined} key={`${at} ${name}`} scope="col">
                {name}
                <small>{type}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Rest columns={columns.length} heightPx={before} />
          {shown.map(({ index }) => (
            <tr aria-rowindex={index + 2} key={index}>
              {rows[index]!.map((value, at) => (
                <td
                  data-null={value === null || undefined}
                  data-number={numeric[at] || undefined}
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column's.
                  key={at}
                  title={valueText(value)}
                >
                  <bdi>{valueText(value)}</bdi>
                </td>
              ))}
            </tr>
          ))}
          <Rest columns={columns.length} heightPx={after} />
        </tbody>
      </table>
    </section>
  )
}

/** The room of the rows that are out of sight. */
function Rest({ columns, heightPx }: { columns: number; heightPx: number }) {
  if (heightPx <= 0) return null
  return (
    <tr aria-hidden className={styles.rest}>
      <td className={styles.rest} colSpan={columns} style={{ height: heightPx }} />
    </tr>
  )
}
