import type { SqlAnswer } from '../sql-queries'

/** Whether a column holds numbers, and nothing beside them. */
export function isNumeric({ rows }: Pick<SqlAnswer, 'rows'>, column: number): boolean {
  let isAny = false
  for (const row of rows) {
    const value = row[column]
    if (typeof value === 'number') isAny = true
    else if (value !== null) return false
  }
  return isAny
}
