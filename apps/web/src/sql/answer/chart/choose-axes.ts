import type { SqlAnswer } from '../../sql-queries'
import { isNumeric } from '../is-numeric'

export interface Axes {
  /** Places of columns. */
  x: number
  y: number
}

/**
 * What is drawn over what: as asked for by name, otherwise the first number over what tells the rows
 * apart best and is none.
 *
 * @returns undefined where no column has numbers
 */
export function chooseAxes(
  answer: Pick<SqlAnswer, 'columns' | 'rows'>,
  asked: { x?: string | undefined; y?: string | undefined },
): Axes | undefined {
  const numeric = numericColumns(answer)
  const named = (name: string | undefined) =>
    answer.columns.findIndex((column) => column.name === name)
  const askedX = named(asked.x)
  const askedY = named(asked.y)
  const x = askedX >= 0 ? askedX : mostTelling(answer, numeric)
  const y = numeric.includes(askedY) ? askedY : (numeric.find((at) => at !== x) ?? numeric[0])
  return y === undefined ? undefined : { x, y }
}

export function numericColumns(answer: Pick<SqlAnswer, 'columns' | 'rows'>): number[] {
  return answer.columns.map((_, at) => at).filter((at) => isNumeric(answer, at))
}

/** The column with the most different values, of those that are no numbers. */
function mostTelling({ columns, rows }: Pick<SqlAnswer, 'columns' | 'rows'>, numeric: number[]) {
  const kinds = columns.map((_, at) =>
    numeric.includes(at) ? 0 : new Set(rows.map((row) => row[at])).size,
  )
  return kinds.indexOf(Math.max(...kinds))
}
