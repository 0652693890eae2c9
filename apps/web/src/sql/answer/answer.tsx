import { getRouteApi } from '@tanstack/react-router'
import { counted } from '../../format/format-number'
import { Button } from '../../ui/button'
import type { SqlAnswer } from '../sql-queries'
import styles from './answer.module.css'
import { ResultChart } from './chart/result-chart'
import { downloadCsv } from './download-csv'
import { ResultTable } from './result-table'

const route = getRouteApi('/page/sql')

const kinds = [
  { value: undefined, name: 'Table' },
  { value: 'bars', name: 'Bars' },
  { value: 'line', name: 'Line' },
] as const

/** What came back: as a table, a chart or a file. */
export function Answer({ answer }: { answer: SqlAnswer }) {
  const { show } = route.useSearch()
  const navigate = route.useNavigate()
  const kind = show === 'table' ? undefined : show
  const { rows, isComplete } = answer
  return (
    <section aria-label="Result" className={styles.answer}>
      <div className={styles.bar}>
        <span role="status">
          {isComplete
            ? counted(rows.length, 'row')
            : `The first ${counted(rows.length, 'row')}; there are more`}
        </span>
        <div className={styles.kinds}>
          {kinds.map(({ value, name }) => (
            <button
              aria-pressed={kind === value}
              className="choice"
              key={name}
              onClick={() =>
                navigate({
                  search: (rest) => ({ ...rest, show: value }),
                  state: true,
                  replace: true,
                  resetScroll: false,
                })
              }
              type="button"
            >
              {name}
            </button>
          ))}
          <Button onClick={() => downloadCsv(answer)}>CSV</Button>
        </div>
      </div>
      {kind === undefined ? (
        <ResultTable answer={answer} />
      ) : (
        <ResultChart answer={answer} kind={kind} />
      )}
    </section>
  )
}
