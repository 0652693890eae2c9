import type { CompletedItem } from '@earmark/db'

/** Rows that one transaction writes, unless one object alone has more. A lease is renewed between two of them. */
const WINDOWS_AT_ONCE = 2_000

/** Divides what was heard into groups that are written in a transaction each, in the order given. */
export function groupByWindows(completed: readonly CompletedItem[]): CompletedItem[][] {
  const groups: CompletedItem[][] = []
  let windows = Infinity
  for (const item of completed) {
    const its = item.outcome.state === 'done' ? item.outcome.object.windows.length : 0
    windows += its
    if (windows > WINDOWS_AT_ONCE) {
      groups.push([])
      windows = its
    }
    groups.at(-1)?.push(item)
  }
  return groups
}
