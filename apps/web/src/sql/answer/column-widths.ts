import type { SqlAnswer, SqlValue } from '../sql-queries'

const LEAST = 6
const MOST = 48
/** A name, its type and its values stand in the same figures. */
const GAP = 3

/** How wide each column is, in characters: as wide as what it holds, so that it stays so while one scrolls. */
export function columnWidths({ columns, rows }: Pick<SqlAnswer, 'columns' | 'rows'>): number[] {
  return columns.map(({ name, type }, at) => {
    let longest = Math.max(name.length, type.length, LEAST)
    for (const row of rows) longest = Math.max(longest, valueText(row[at]!).length)
    return Math.min(longest, MOST) + GAP
  })
}

export function valueText(value: SqlValue): string {
  return value === null ? 'null' : String(value)
}
