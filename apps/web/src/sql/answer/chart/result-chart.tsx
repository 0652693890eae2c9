import { getRouteApi } from '@tanstack/react-router'
import { counted } from '../../../format/format-number'
import { useWidth } from '../../../ui/use-width'
import type { SqlAnswer } from '../../sql-queries'
import { Bars, MAX_BARS } from './bars'
import styles from './chart.module.css'
import { chooseAxes, numericColumns } from './choose-axes'
import { Line } from './line'

const route = getRouteApi('/page/sql')

/** One column over another. What it shows for eyes, the table has in words. */
export function ResultChart({ answer, kind }: { answer: SqlAnswer; kind: 'bars' | 'line' }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [place, width] = useWidth<HTMLDivElement>()
  const axes = chooseAxes(answer, search)
  if (!axes)
    return <p>A chart needs a column of numbers, such as count(*). This result has none.</p>
  const { columns, rows } = answer
  const nameOf = (at: number) => columns[at]!.name
  const choose = (chosen: { x?: string; y?: string }) =>
    navigate({
      search: (rest) => ({ ...rest, ...chosen }),
      state: true,
      replace: true,
      resetScroll: false,
    })
  const Chart = kind === 'bars' ? Bars : Line
  return (
    <>
      <div className={styles.choices}>
        <label>
          Draw
          <select
            className="field"
            onChange={({ target }) => choose({ y: target.value })}
            value={nameOf(axes.y)}
          >
            {numericColumns(answer).map((at) => (
              <option key={at}>{nameOf(at)}</option>
            ))}
          </select>
        </label>
        <label>
          over
          <select
            className="field"
            onChange={({ target }) => choose({ x: target.value })}
            value={nameOf(axes.x)}
          >
            {columns.map(({ name }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name.
              <option key={`${at} ${name}`}>{name}</option>
            ))}
          </select>
        </label>
        {kind === 'bars' && rows.length > MAX_BARS && <p>The first {counted(MAX_BARS, 'row')}.</p>}
      </div>
      <figure className={styles.chart}>
        <div
          aria-label={`${nameOf(axes.y)} over ${nameOf(axes.x)}, ${counted(rows.length, 'row')}; the table has the figures`}
          ref={place}
          role="img"
        >
          {width > 0 && <Chart answer={answer} axes={axes} width={width} />}
        </div>
      </figure>
    </>
  )
}
